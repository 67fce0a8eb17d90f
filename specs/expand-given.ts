import { ClauseFault, within } from "./clause-fault.ts";
import { expandExpectation } from "./expand-expectation.ts";
import type { OperationName } from "./operation.ts";
import { named, type Vocabulary } from "./vocabulary.ts";
import type { PartKind } from "./written-clause.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * Expands what a clause is given:
 * - `steps` or `variants` alone imply their scenario.
 * - A step invokes the operation of the clause unless it names another.
 * - Names of parts.json become the parts.
 * - `{probe}` becomes the name by which the operation invokes the probe.
 * - The condition of a passive clause becomes JSON Schema.
 * @throws ClauseFault for a name that parts.json does not define, and for a fault in a condition
 */
export function expandGiven(given: Json, operation: OperationName, vocabulary: Vocabulary): Json {
  if ("every" in given) {
    return { ...given, where: within("/where", () => expandExpectation(given["where"])) };
  }
  const scenario = ["steps", "variants"].find((name) => name in given && !("scenario" in given));
  const whole = inside(given, "", { operation, vocabulary }) as Json;
  return scenario === undefined ? whole : { scenario, ...whole };
}

/** The kind of part that each member holds. These names mean the same in every scenario. */
const HELD: ReadonlyMap<string, PartKind> = new Map([
  ["steps", "steps"],
  ["twin", "steps"],
  ["after", "steps"],
  ["replies", "replies"],
  ["then", "replies"],
  ["frames", "frames"],
  ["headers", "headers"],
  ["payload", "payloads"],
  ["body", "payloads"],
]);

interface Context {
  readonly operation: OperationName;
  readonly vocabulary: Vocabulary;
}

function inside(value: unknown, at: string, context: Context): unknown {
  if (Array.isArray(value)) return value.map((item, index) => inside(item, `${at}/${index}`, context));
  if (!isObject(value)) return filled(value, context);
  return changed(value, (member, name) => {
    const kind = HELD.get(name);
    return kind ? held(kind, member, `${at}/${name}`, context) : inside(member, `${at}/${name}`, context);
  });
}

function held(kind: PartKind, value: unknown, at: string, context: Context): unknown {
  // The members of a payload are data for the function, even when they have such a name.
  if (kind === "payloads") return filled(part(kind, value, at, context), context);
  if (!Array.isArray(value)) return inside(part(kind, value, at, context), at, context);
  return value.flatMap((item, index) => {
    const where = `${at}/${index}`;
    const whole = part(kind, item, where, context);
    if (kind === "headers") return typeof item === "string" ? whole : [whole];
    return [inside(kind === "steps" ? call(whole, context) : whole, where, context)];
  });
}

/** The part that a name stands for; any other value is the part itself. */
function part(kind: PartKind, value: unknown, at: string, { operation, vocabulary }: Context): unknown {
  if (typeof value !== "string") return value;
  const found = named(vocabulary.parts[kind], value, operation);
  if (found === undefined) throw new ClauseFault(at, `parts.json has no ${ONE[kind]} "${value}"`);
  return found;
}

const ONE: Readonly<Record<PartKind, string>> = {
  steps: "step",
  payloads: "payload",
  replies: "reply",
  headers: "header fields",
  frames: "frame",
};

/** Fills in the defaults of a step: it invokes the operation of the clause. */
function call(step: unknown, context: Context): unknown {
  if (!isObject(step)) return step;
  const { do: what = "invoke", operation = context.operation, ...rest } = step;
  return what === "invoke" ? { do: what, operation, ...rest } : step;
}

/** Fills in `{probe}`: InvokeWithResponseStream needs the probe with its streaming handler. */
function filled(value: unknown, context: Context): unknown {
  if (typeof value === "string") {
    if (!value.includes("{probe}")) return value;
    const { operation, vocabulary } = context;
    return value.replaceAll("{probe}", operation === "Invoke" ? "{function}" : vocabulary.streamingProbe);
  }
  if (Array.isArray(value)) return value.map((item) => filled(item, context));
  return isObject(value) ? changed(value, (member) => filled(member, context)) : value;
}

/**
 * Changes the members of an object. It copies the object only when a member changes, because every start expands all clauses and most
 * members stay.
 */
function changed(value: Json, change: (member: unknown, name: string) => unknown): Json {
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(value)) {
    const member = change(value[name], name);
    if (member === value[name]) continue;
    copy ??= { ...value };
    copy[name] = member;
  }
  return copy ?? value;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
