import type { Answer, Clause, JsonSchema } from "../../specs/clause.ts";
import { pointerNames } from "../../specs/json-pointer.ts";
import type { Operation } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import type { ReplyCheck } from "./vector.ts";

/** What a case was made of, as expectations may compare a reply with it. */
export interface SentValues {
  readonly nonce: string;
  readonly input: Readonly<Record<string, string>>;
  /** The payload parsed; undefined where it is no JSON. */
  readonly payload: unknown;
}

/** Thrown within this file by what has no simple form. */
class NotSimple extends Error {}

/**
 * The ways to conform that an answer stands for, as checks; undefined where checks cannot tell: where it reads more than one reply, the
 * frames of a stream, what was counted, or the time.
 */
export function checksOf(
  { error, schema = true }: Answer,
  clause: Clause,
  sent: SentValues,
  specification: Specification,
): readonly (readonly ReplyCheck[])[] | undefined {
  const operation = specification.operations[clause.operation];
  const spec = specification.errors.find(
    ({ code, operations }) => code === error && operations.includes(clause.operation),
  );
  try {
    const checks = translate(schema, [], { sent, operation });
    if (spec === undefined) return [checks];
    const status = { at: "/status", oneOf: [spec.status, ...(spec.otherStatuses ?? [])] };
    const message = spec.message ? [{ at: "/text", matches: '"[Mm]essage"\\s*:\\s*"' }] : [];
    return namesOf(spec.code).map((named) => [status, ...named, ...message, ...checks]);
  } catch (fault) {
    if (fault instanceof NotSimple) return undefined;
    throw fault;
  }
}

const ERROR_TYPE = "/headers/x-amzn-errortype";

/** The two places where an error is named: in the header, or, where that is absent, in the body. */
function namesOf(code: string): readonly (readonly ReplyCheck[])[] {
  const name = `(?:[^":]*#)?\\s*${code}\\s*`;
  return [
    [{ at: ERROR_TYPE, matches: `^${name}(?::|$)` }],
    [
      { at: ERROR_TYPE, oneOf: [null] },
      { at: "/text", matches: `"(?:__type|[Cc]ode)"\\s*:\\s*"${name}[":]` },
    ],
  ];
}

interface Context {
  readonly sent: SentValues;
  readonly operation: Operation;
}

const TRANSLATED = ["required", "properties", "const", "enum", "pattern", "type", "sameAs"];
/** Objects of the observation whose members are judged, and not they themselves. */
const CONTAINERS = ["headers", "outputs", "body"];

function translate(schema: JsonSchema, place: readonly string[], context: Context): ReplyCheck[] {
  if (schema === true) return [];
  if (schema === false) return [{ at: atOf(place, context), oneOf: [null] }];
  const its = schema as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(its).filter((keyword) => !TRANSLATED.includes(keyword));
  if (unknown !== undefined) throw new NotSimple(unknown);
  if (place.join("/") === "witness") return witness(its, context);
  const { required = [], properties = {} } = its as {
    readonly required?: readonly string[];
    readonly properties?: Readonly<Record<string, JsonSchema>>;
  };
  const checks = ownChecks(its, place, context);
  for (const name of required) {
    if (name in properties || CONTAINERS.includes([...place, name].join("/"))) continue;
    // That something is there can be told of text only.
    if (place[0] !== "headers" && place[0] !== "outputs") throw new NotSimple(`${name} is present`);
    checks.push({ at: atOf([...place, name], context), matches: "" });
  }
  for (const [name, inner] of Object.entries(properties)) {
    // A property that may be missing is judged only if it is there: no check says that.
    if (inner !== false && !required.includes(name)) throw new NotSimple(`${name} may be absent`);
    checks.push(...translate(inner, [...place, name], context));
  }
  return checks;
}

/** What a schema says of the value itself. */
function ownChecks(
  its: Readonly<Record<string, unknown>>,
  place: readonly string[],
  context: Context,
): ReplyCheck[] {
  const checks: ReplyCheck[] = [];
  const oneOf = (values: readonly unknown[]): void => {
    if (values.includes(null)) throw new NotSimple("null");
    checks.push({ at: atOf(place, context), oneOf: values });
  };
  if ("const" in its) oneOf([its["const"]]);
  if ("enum" in its) oneOf(its["enum"] as readonly unknown[]);
  if ("sameAs" in its) oneOf([sameValue(String(its["sameAs"]), context)]);
  if ("pattern" in its)
    checks.push({ at: atOf(place, context), matches: simplePattern(String(its["pattern"]), its, place) });
  else if (its["type"] === "string") checks.push({ at: atOf(place, context), matches: "" });
  // That a value is an object follows from the check of a member.
  else if ("type" in its && !(its["type"] === "object" && hasMembers(its))) throw new NotSimple("type");
  return checks;
}

function hasMembers({ required, properties }: Readonly<Record<string, unknown>>): boolean {
  return Object.values(properties ?? {}).some((inner) => inner !== false) && required !== undefined;
}

/** Where a place of the observation stands in the reply that runners read. */
function atOf(place: readonly string[], { operation }: Context): string {
  const [first = "", second = "", ...rest] = place;
  const path = (...names: string[]): string => {
    if (names.some((name) => /[/~]/.test(name))) throw new NotSimple("a name with a slash");
    return `/${names.join("/")}`;
  };
  const depth = place.length;
  if (first === "status" && depth === 1) return "/status";
  if (first === "headers" && depth === 2) return path("headers", second);
  if (first === "outputs" && depth === 2) {
    const member = operation.outputs.find(({ name }) => name === second);
    if (member?.place === "header") return path("headers", (member.wireName ?? "").toLowerCase());
  }
  if (first === "result" && operation.events.length === 0) return path("json", ...place.slice(1));
  if (first === "body" && second === "json") return path("json", ...rest);
  if (first === "body" && second === "text" && depth === 2) return "/text";
  throw new NotSimple(place.join("/"));
}

/** That the probe ran: what it was told to return came back. */
function witness(schema: Readonly<Record<string, unknown>>, { sent, operation }: Context): ReplyCheck[] {
  const { return: returned } = ((sent.payload as { $probe?: object } | null | undefined)?.$probe ?? {}) as {
    readonly return?: { readonly value?: unknown };
  };
  if (schema["const"] !== true || returned?.value === undefined || operation.events.length > 0)
    throw new NotSimple("witness");
  return [{ at: "/json", oneOf: [returned.value] }];
}

function sameValue(pointer: string, { sent }: Context): unknown {
  const [first, second, third = "", ...rest] = pointerNames(pointer);
  if (first === "nonce" && second === undefined) return sent.nonce;
  if (first === "sent" && second === "input" && rest.length === 0 && sent.input[third] !== undefined)
    return sent.input[third];
  if (
    first === "sent" &&
    second === "payload" &&
    third === "json" &&
    rest.length === 0 &&
    sent.payload !== undefined
  )
    return sent.payload;
  throw new NotSimple(pointer);
}

/** Look-around is what RE2 does not have. JSON Schema passes over values that are no text, and checks do not. */
function simplePattern(
  pattern: string,
  { type }: Readonly<Record<string, unknown>>,
  [first, second]: readonly string[],
): string {
  const isText = type === "string" || first === "headers" || second === "text";
  if (!isText || /\(\?[=!<]|\\u|[^\x20-\x7e]/.test(pattern)) throw new NotSimple("pattern");
  return pattern;
}
