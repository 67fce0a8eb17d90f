import type { Answer, Clause } from "../../specs/clause.ts";
import { pointerNames } from "../../specs/json-pointer.ts";
import type { Operation } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import { NotSimple } from "./not-simple.ts";
import { schemaChecks, type Words } from "./schema-checks.ts";
import type { VectorCheck } from "./vector-check.ts";

/** The parts of a case that expectations may compare a reply with. */
export interface SentValues {
  readonly nonce: string;
  readonly input: Readonly<Record<string, string>>;
  /** The parsed payload. Undefined if it is not JSON. */
  readonly payload: unknown;
}

/**
 * An answer as checks: one list for each way to conform. Undefined if checks cannot express it, because it reads several replies, stream frames,
 * counts, or times.
 */
export function checksOf(
  { error, schema = true }: Answer,
  clause: Clause,
  sent: SentValues,
  specification: Specification,
): readonly (readonly VectorCheck[])[] | undefined {
  const operation = specification.operations[clause.operation];
  const spec = specification.errors.find(
    ({ code, operations }) => code === error && operations.includes(clause.operation),
  );
  try {
    const checks = schemaChecks(schema, wordsFor({ sent, operation }));
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

/** The checks of the two places that name an error: the header or, if that is absent, the body. */
function namesOf(code: string): readonly (readonly VectorCheck[])[] {
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

/** Objects of the observation whose members are judged, but not the objects themselves. */
const CONTAINERS = ["headers", "outputs", "body"];

function wordsFor(context: Context): Words {
  return {
    at: (place) => atOf(place, context),
    same: (pointer) => sameValue(pointer, context),
    isText: ([first, second]) => first === "headers" || second === "text",
    present(place, judged) {
      if (judged || CONTAINERS.includes(place.join("/"))) return [];
      // Presence can be checked for text only.
      if (place[0] !== "headers" && place[0] !== "outputs")
        throw new NotSimple(`${place.join("/")} is present`);
      return [{ at: atOf(place, context), matches: "" }];
    },
    own: (place, its) => (place.join("/") === "witness" ? witness(its, context) : undefined),
  };
}

/** The path that a place of the observation has in the reply that runners read. */
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

/** Checks that the probe ran: the reply returns what the request asked for. */
function witness(schema: Readonly<Record<string, unknown>>, { sent, operation }: Context): VectorCheck[] {
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
