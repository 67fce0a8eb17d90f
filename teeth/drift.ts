import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import * as sdk from "@aws-sdk/client-lambda";
import { editions, loadSpecification } from "../specs/load-specification.ts";
import type { Keyword, Member, Operation } from "../specs/operation.ts";
import type { Specification } from "../specs/specification.ts";

/** One thing that a model of the API and the specification do not agree about. */
export interface Difference {
  /** Stable: what acknowledgements name. */
  readonly key: string;
  readonly says: string;
}

/** A structure or operation as the JavaScript SDK carries it: kind, namespace, name, traits, names of members, their schemas. */
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

/** What the installed JavaScript SDK knows otherwise than the specification: members, places, error names and statuses. */
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
        // The body that is no stream is not listed among the outputs, for it is all that remains.
        ...(events.length === 0 ? ["Payload"] : []),
      ]),
    ];
  });
  return [...operations, ...specification.errors.flatMap((error) => errorDrift(error))];
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

/** The bits and names that the SDK gives traits. */
function placeOf(shape: unknown): string {
  const traits = Array.isArray(shape) ? (shape[1] as Traits) : 0;
  if (typeof traits === "number") {
    return traits & 32 ? "status" : traits & 16 ? "body" : traits & 1 ? "path" : "body member";
  }
  const { httpHeader, httpQuery } = traits as { httpHeader?: string; httpQuery?: string };
  return httpHeader === undefined ? `query ${httpQuery}` : `header ${httpHeader}`;
}

function errorDrift({ code, status, kind, message, fault }: Specification["errors"][number]): Difference[] {
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
  ];
}

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

/** The model of an installed botocore, with its version; undefined where there is none. */
export function botocoreModel(): { readonly version: string; readonly model: Model } | undefined {
  try {
    const says = execFileSync("python3", ["-c", FIND], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [version = "", path = ""] = says.trim().split("\n");
    const bytes = readFileSync(path);
    return {
      version,
      model: JSON.parse((path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8")),
    };
  } catch {
    return undefined;
  }
}

const FIND = `
import botocore, os, glob
print(botocore.__version__)
print(glob.glob(os.path.join(os.path.dirname(botocore.__file__), "data/lambda/2015-03-31/service-2.json*"))[0])
`;

/**
 * What a model of botocore knows and no edition of the specification does: errors of the operations, patterns, lengths and enumerations. An older
 * model knows less than the newest edition, so that it is not asked for what it lacks.
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
