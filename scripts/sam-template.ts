/** Writes docs/sam/template.yaml: the functions of specs/fixtures.json as an AWS stack, with the roles that a run needs. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { loadSpecification } from "../specs/load-specification.ts";
import { type FixtureFunction, fixtureFunctions } from "../targets/deploy/fixture-functions.ts";

/** Path of the template. */
export const templateFile: string = join(import.meta.dirname, "..", "docs", "sam", "template.yaml");

/**
 * The whole template. It has no dead-letter queue and no destinations, because nothing in a stack could notify the collector of a run. It has no
 * second version either, because CloudFormation does not publish a version of an unchanged function.
 */
export function templateText(): string {
  const functions = fixtureFunctions(loadSpecification().fixtures, "<ProbeName>").filter(
    ({ settings }) => !("DeadLetterConfig" in settings || "EventInvokeConfig" in settings),
  );
  return `${HEAD}\n${yaml(template(functions))}`;
}

const HEAD = `# Made by \`node scripts/sam-template.ts\` from specs/fixtures.json; a test checks that it is current.
# How to use it, what it costs and which roles it makes: docs/deploy.md.`;

type Tree = { readonly [key: string]: unknown };

function template(functions: readonly FixtureFunction[]): Tree {
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Transform: "AWS::Serverless-2016-10-31",
    Description: "The probe of lambda-conformance and the functions beside it that clauses need.",
    Parameters: {
      ProbeName: {
        Type: "String",
        Default: "probe",
        AllowedPattern: "[a-zA-Z0-9-_]{1,40}",
        Description: "Name of the probe; the names of the other functions begin with it.",
      },
    },
    Resources: {
      ExecutionRole: role(
        "What the functions run with: they may write their logs and keep their durable executions, nothing else.",
        "lambda",
        {
          ManagedPolicyArns: [
            sub("arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"),
          ],
          ...policy(
            "keep-durable-executions",
            ["lambda:CheckpointDurableExecution", "lambda:GetDurableExecutionState"],
            ["<ProbeName>-durable:*"],
          ),
        },
      ),
      CallerRole: role(
        "What a run assumes: it may call the functions of this stack, and nothing else.",
        "account",
        policy(
          "call-the-functions",
          ["lambda:InvokeFunction"],
          ["<ProbeName>", "<ProbeName>:*", "<ProbeName>-*"],
        ),
      ),
      UnprivilegedRole: role(
        "Somebody who is known and may do nothing: for the clauses about permission.",
        "account",
        {},
      ),
      ...Object.assign({}, ...functions.map(functionResources)),
    },
    Outputs: {
      CallerRole: { Value: { "Fn::GetAtt": ["CallerRole", "Arn"] } },
      UnprivilegedRole: { Value: { "Fn::GetAtt": ["UnprivilegedRole", "Arn"] } },
    },
  };
}

function functionResources({ feature, name, handler, settings, versions, aliases }: FixtureFunction): Tree {
  const id = `${pascal(feature)}Function`;
  const version = (number: string): string => `${id}Version${number}`;
  return {
    [id]: {
      Type: "AWS::Serverless::Function",
      Properties: {
        FunctionName: sub(name),
        CodeUri: "../../dist/targets/probe/",
        Handler: handler,
        Role: { "Fn::GetAtt": ["ExecutionRole", "Arn"] },
        Tags: { "lambda-conformance": "fixture" },
        ...settings,
      },
    },
    ...Object.fromEntries(
      versions
        .filter(({ number }) => number === "1")
        .map(({ number }) => [
          version(number),
          { Type: "AWS::Lambda::Version", Properties: { FunctionName: { Ref: id } } },
        ]),
    ),
    ...Object.fromEntries(
      aliases
        .filter(({ routing }) => routing === undefined)
        .map((alias) => [
          `${id}Alias${pascal(alias.name)}`,
          {
            Type: "AWS::Lambda::Alias",
            Properties: {
              FunctionName: { Ref: id },
              Name: alias.name,
              FunctionVersion: { "Fn::GetAtt": [version(alias.version), "Version"] },
            },
          },
        ]),
    ),
  };
}

function role(says: string, trusts: "lambda" | "account", more: Tree): Tree {
  const Principal =
    trusts === "lambda"
      ? { Service: "lambda.amazonaws.com" }
      : { AWS: sub("arn:<AWS::Partition>:iam::<AWS::AccountId>:root") };
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      Description: says,
      AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal, Action: "sts:AssumeRole" }],
      },
      ...more,
    },
  };
}

/** @param functions names of functions, each with the rest of its ARN */
function policy(name: string, actions: readonly string[], functions: readonly string[]): Tree {
  const Resource = functions.map((one) =>
    sub(`arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:function:${one}`),
  );
  const PolicyDocument = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: actions, Resource }],
  };
  return { Policies: [{ PolicyName: name, PolicyDocument }] };
}

/** A text with parameters, written `<Name>`. */
function sub(text: string): Tree {
  return { "Fn::Sub": text.replace(/<([\w:]+)>/g, "$${$1}") };
}

function pascal(name: string): string {
  return name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** A tree of objects, lists, texts, numbers and booleans as YAML. Texts are written as in JSON, which is valid YAML. */
function yaml(value: unknown, indent = ""): string {
  if (Array.isArray(value)) {
    return value.map((item) => `${indent}- ${yaml(item, `${indent}  `).trimStart()}`).join("");
  }
  if (typeof value !== "object" || value === null) return `${indent}${JSON.stringify(value)}\n`;
  return Object.entries(value)
    .map(([key, member]) => {
      const name = /^[A-Za-z]+$/.test(key) ? key : JSON.stringify(key);
      const nested = typeof member === "object" && member !== null && Object.keys(member).length > 0;
      if (!nested) return `${indent}${name}: ${JSON.stringify(member)}\n`;
      return `${indent}${name}:\n${yaml(member, `${indent}  `)}`;
    })
    .join("");
}

if (import.meta.main) {
  mkdirSync(dirname(templateFile), { recursive: true });
  writeFileSync(templateFile, templateText());
}
