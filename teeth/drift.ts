import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import * as sdk from "@aws-sdk/client-lambda";
import { buildFolder } from "../drivers/clients/known-client.ts";
import { editions, loadSpecification } from "../specs/load-specification.ts";
import type { Keyword, Member, Operation } from "../specs/operation.ts";
import type { Specification } from "../specs/specification.ts";

/** One disagreement between a model of the API and the specification. */
export interface Difference {
  /** A stable key that acknowledgements name. */
  readonly key: string;
  readonly says: string;
}

/** A structure or operation in the form of the JavaScript SDK: kind, namespace, name, traits, names of members, their schemas. */
type Schema = readonly [
  kind: number,
  namespace: string,
  name: string,
  traits: Traits,
  members: readonly string[] | (() => Schema),
  shapes: readonly unknown[] | (() => Schema),
];

type Traits = Readonly<Record<string, unknown>> | number;

const schemas = sdk as unknown as Readonly<Record<string, Schema | undefined>>;

/** Where the installed JavaScript SDK disagrees with the specification: members, their places and enumerations, and errors with their members. */
export function sdkDrift(specification: Specification): readonly Difference[] {
  const operations = Object.values(specification.operations).flatMap((operation) => {
    const [, , , traits, input, output] = schemas[`${operation.name}$`] ?? [];
    if (typeof input !== "function" || typeof output !== "function") {
      return [{ key: `sdk ${operation.name}`, says: "the SDK has no such operation" }];
    }
    const [method, path] = ((traits as { http?: readonly string[] }).http ?? []) as readonly string[];
    const events = operation.events.map(({ name }) => name);
    return [
      ...unlike(`sdk ${operation.name} method`, operation.method, method),
      ...unlike(`sdk ${operation.name} path`, operation.path, path),
      ...membersDrift(`sdk ${operation.name} input`, operation.inputs, input() as Schema, []),
      ...membersDrift(`sdk ${operation.name} output`, operation.outputs, output() as Schema, [
        ...(events.length > 0 ? ["EventStream"] : []),
        // The body of a reply that is not a stream is not listed among the outputs.
        ...(events.length === 0 ? ["Payload"] : []),
      ]),
      ...operation.inputs.flatMap(({ name, keywords }) =>
        enumDrift(`sdk ${operation.name} input ${name} enum`, keywords.enum),
      ),
      ...throwsDrift(operation.name, specification),
    ];
  });
  return [...operations, ...specification.errors.flatMap((error) => errorDrift(error))];
}

/** The SDK does not say which member an enumeration belongs to, so any enumeration with the same values is accepted. */
function enumDrift(key: string, values: readonly string[] | undefined): Difference[] {
  const sorted = (list: readonly unknown[]): string => [...list].sort().join();
  const known = Object.values(sdk).some(
    (theirs) =>
      typeof theirs === "object" &&
      !Array.isArray(theirs) &&
      sorted(Object.values(theirs)) === sorted(values ?? []),
  );
  return values === undefined || known
    ? []
    : [{ key, says: `no enumeration of the SDK is ${values.join(", ")}` }];
}

/** The SDK lists the errors of an operation only in the comments of its types. */
function throwsDrift(operation: Operation["name"], { errors }: Specification): Difference[] {
  const theirs = new Set(errorsInTypes(operation));
  const ours = new Set(
    errors.flatMap(({ code, kind, operations }) =>
      kind === "modelled" && operations.includes(operation) ? [code] : [],
    ),
  );
  const only = (codes: ReadonlySet<string>, others: ReadonlySet<string>, says: string): Difference[] =>
    [...codes]
      .filter((code) => !others.has(code))
      .map((code) => ({ key: `sdk ${operation} error ${code}`, says }));
  return [...only(theirs, ours, "only the SDK has it"), ...only(ours, theirs, "the SDK does not have it")];
}

function errorsInTypes(operation: string): readonly string[] {
  const types = new URL(
    `../dist-types/commands/${operation}Command.d.ts`,
    import.meta.resolve("@aws-sdk/client-lambda"),
  );
  const codes = [...readFileSync(types, "utf8").matchAll(/@throws \{@link (\w+)\}/g)].map(
    ([, code]) => code as string,
  );
  // The common base class of all errors is not an error itself.
  return codes.filter((code) => code !== "LambdaServiceException");
}

function membersDrift(
  where: string,
  ours: readonly Member[],
  [, , , , names, shapes]: Schema,
  besides: readonly string[],
): Difference[] {
  const theirs = new Map(
    (names as readonly string[]).map((name, index) => [name, placeOf((shapes as readonly unknown[])[index])]),
  );
  const known = new Map(ours.map((member) => [member.name, placeWords(member)]));
  return [
    ...[...theirs].flatMap(([name, place]) =>
      known.has(name) || besides.includes(name)
        ? unlike(`${where} ${name}`, known.get(name) ?? place, place)
        : [{ key: `${where} ${name}`, says: `only the SDK has it: ${place}` }],
    ),
    ...[...known].flatMap(([name, place]) =>
      theirs.has(name) ? [] : [{ key: `${where} ${name}`, says: `the SDK does not have it: ${place}` }],
    ),
  ];
}

function placeWords({ place, wireName }: Member): string {
  return place === "path" || place === "body" || place === "status" ? place : `${place} ${wireName}`;
}

/** The place of a member in a message, from the bits and names by which the SDK marks traits. */
function placeOf(shape: unknown): string {
  const traits = Array.isArray(shape) ? (shape[1] as Traits) : 0;
  if (typeof traits === "number") {
    return traits & 32 ? "status" : traits & 16 ? "body" : traits & 1 ? "path" : "body member";
  }
  const { httpHeader, httpQuery } = traits as { httpHeader?: string; httpQuery?: string };
  return httpHeader === undefined ? `query ${httpQuery}` : `header ${httpHeader}`;
}

function errorDrift({
  code,
  status,
  kind,
  message,
  fault,
  members: ours = [],
}: Specification["errors"][number]): Difference[] {
  const schema = schemas[`${code}$`];
  if (kind !== "modelled") {
    return schema === undefined
      ? []
      : [{ key: `sdk error ${code}`, says: "the SDK has a model of it by now" }];
  }
  if (schema === undefined) return [{ key: `sdk error ${code}`, says: "the SDK does not know it" }];
  const [, , , traits, members] = schema;
  const { error, httpError } = traits as { error?: string; httpError?: number };
  const names = members as readonly string[];
  return [
    ...unlike(`sdk error ${code} status`, String(status), String(httpError)),
    ...unlike(`sdk error ${code} fault`, fault, error),
    ...unlike(
      `sdk error ${code} message`,
      message,
      names.includes("message") ? "message" : names.includes("Message") ? "Message" : undefined,
    ),
    ...unlike(
      `sdk error ${code} members`,
      ours
        .map(({ name }) => name)
        .sort()
        .join(" "),
      names
        .filter((name) => !COMMON_MEMBERS.includes(name))
        .sort()
        .join(" "),
    ),
    ...ours.flatMap(({ name, enum: values }) => enumDrift(`sdk error ${code} ${name} enum`, values)),
  ];
}

/** Members that errors of every kind have. */
const COMMON_MEMBERS: readonly string[] = ["Message", "Type", "message"];

function unlike(key: string, ours: string | undefined, theirs: string | undefined): Difference[] {
  return ours === theirs ? [] : [{ key, says: `here ${ours}, there ${theirs}` }];
}

interface Model {
  readonly operations: Readonly<
    Record<string, { input?: { shape: string }; errors?: readonly { shape: string }[] }>
  >;
  readonly shapes: Readonly<Record<string, Shape>>;
}

interface Shape {
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
  readonly enum?: readonly string[];
}

/** A model of the API that an installed client carries. */
export interface InstalledModel {
  /** `boto3: botocore 1.44.8`. */
  readonly of: string;
  readonly model: Model;
}

/**
 * The models of all installed copies of botocore: that of the system, those of the clients that were built, and that of the AWS CLI. Among other
 * SDKs, only those for JavaScript carry a model. Those for Go, Java and Rust are code generated from it.
 */
export function botocoreModels(): readonly InstalledModel[] {
  const built = ["boto3", "aiobotocore", "aws-cli-v1"].flatMap((client) => {
    const python = join(buildFolder(client) ?? "", ".venv/bin/python");
    return existsSync(python) ? [[client, python] as const] : [];
  });
  const pythons = [
    ["python3", "python3"] as const,
    ["/usr/bin/python3", "/usr/bin/python3"] as const,
    ...built,
  ];
  return pythons.flatMap(([name, python]) => {
    const { stdout } = spawnSync(python, ["-c", FIND], { encoding: "utf8" });
    return (stdout ?? "").split("\n").flatMap((line) => {
      const [says, path] = line.split("\t");
      if (path === undefined) return [];
      const bytes = readFileSync(path);
      const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
      return [{ of: `${name}: ${says}`, model: JSON.parse(text) as Model }];
    });
  });
}

const FIND = `
import glob, importlib, os
for name in ("botocore", "awscli.botocore"):
    try:
        module = importlib.import_module(name)
    except ImportError:
        continue
    models = glob.glob(os.path.join(os.path.dirname(module.__file__), "data/lambda/2015-03-31/service-2.json*"))
    print(f"{name} {module.__version__}\\t{models[0]}")
`;

/**
 * What a botocore model has and no edition of the specification has: errors of the operations, patterns, lengths and enumerations. The
 * model may be older than the newest edition, so what only the edition has is not reported.
 */
export function botocoreDrift(model: Model): readonly Difference[] {
  const all = editions().map((edition) => loadSpecification({ edition }));
  const newest = all.at(-1) as Specification;
  return Object.values(newest.operations).flatMap(({ name, inputs }: Operation) => {
    const its = model.operations[name];
    if (its === undefined) return [];
    const errors = (its.errors ?? []).flatMap(({ shape }) =>
      newest.errors.some(({ code, operations }) => code === shape && operations.includes(name))
        ? []
        : [{ key: `botocore ${name} error ${shape}`, says: "only botocore has it" }],
    );
    const members = model.shapes[its.input?.shape ?? ""]?.members ?? {};
    const known = Object.entries(members).flatMap(([member, { shape }]): Difference[] => {
      if (!inputs.some((input) => input.name === member)) {
        return [{ key: `botocore ${name} ${member}`, says: "only botocore has it" }];
      }
      const { pattern, min, max, enum: values } = model.shapes[shape] ?? {};
      const demands: readonly (readonly [Keyword, unknown])[] = [
        ["pattern", pattern],
        ["minLength", min],
        ["maxLength", max],
        ["enum", values && [...values].sort()],
      ];
      return demands.flatMap(([keyword, demand]) =>
        demand === undefined || all.some((edition) => knows(edition, name, member, keyword, demand))
          ? []
          : [
              {
                key: `botocore ${name} ${member} ${keyword}`,
                says: `no edition has ${JSON.stringify(demand)}`,
              },
            ],
      );
    });
    return [...errors, ...known];
  });
}

function knows(
  { operations }: Specification,
  operation: Operation["name"],
  member: string,
  keyword: Keyword,
  demand: unknown,
): boolean {
  const value = operations[operation]?.inputs.find(({ name }) => name === member)?.keywords[keyword];
  const comparable = Array.isArray(value) ? [...value].sort() : value;
  return JSON.stringify(comparable) === JSON.stringify(demand);
}
