import { expandExpectation } from "./expand-expectation.ts";
import type { OperationName } from "./operation.ts";
import { named, type Vocabulary } from "./vocabulary.ts";
import type { PartKind } from "./written-clause.ts";
import { WrittenFault, within } from "./written-fault.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * What a clause is given, with all that was named or left out: the scenario where `steps` or `variants` tells it, what each call does
 * and of which operation, the parts of parts.json, and for `{probe}` the probe as the operation calls it.
 * @throws WrittenFault for a name that parts.json does not define, and for a condition that has no meaning
 */
export function expandGiven(given: Json, operation: OperationName, vocabulary: Vocabulary): Json {
  if ("every" in given) {
    return { ...given, where: within("/where", () => expandExpectation(given["where"])) };
  }
  const scenario = ["steps", "variants"].find((name) => name in given && !("scenario" in given));
  const whole = inside(given, "", { operation, vocabulary }) as Json;
  return scenario === undefined ? whole : { scenario, ...whole };
}

/** The kinds of parts that members of these names hold, in every scenario and wherever in it they stand. */
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

/** A value with all parts in it. */
function inside(value: unknown, at: string, context: Context): unknown {
  if (Array.isArray(value)) return value.map((item, index) => inside(item, `${at}/${index}`, context));
  if (!isObject(value)) return filled(value, context);
  return changed(value, (member, name) => {
    const kind = HELD.get(name);
    return kind ? held(kind, member, `${at}/${name}`, context) : inside(member, `${at}/${name}`, context);
  });
}

function held(kind: PartKind, value: unknown, at: string, context: Context): unknown {
  // What a payload holds is for the function, whatever its members are called.
  if (kind === "payloads") return filled(part(kind, value, at, context), context);
  if (!Array.isArray(value)) return inside(part(kind, value, at, context), at, context);
  return value.flatMap((item, index) => {
    const where = `${at}/${index}`;
    const whole = part(kind, item, where, context);
    if (kind === "headers") return typeof item === "string" ? whole : [whole];
    return [inside(kind === "steps" ? call(whole, context) : whole, where, context)];
  });
}

/** What a name stands for; what is no name stands for itself. */
function part(kind: PartKind, value: unknown, at: string, { operation, vocabulary }: Context): unknown {
  if (typeof value !== "string") return value;
  const found = named(vocabulary.parts[kind], value, operation);
  if (found === undefined) throw new WrittenFault(at, `parts.json has no ${ONE[kind]} "${value}"`);
  return found;
}

const ONE: Readonly<Record<PartKind, string>> = {
  steps: "step",
  payloads: "payload",
  replies: "reply",
  headers: "header fields",
  frames: "frame",
};

/** A step that is not told to do anything else calls the operation of its clause. */
function call(step: unknown, context: Context): unknown {
  if (!isObject(step)) return step;
  const { do: what = "invoke", operation = context.operation, ...rest } = step;
  return what === "invoke" ? { do: what, operation, ...rest } : step;
}

/** The texts of a value with `{probe}` filled in: the probe's name as the operation calls it. */
function filled(value: unknown, context: Context): unknown {
  if (typeof value === "string") {
    if (!value.includes("{probe}")) return value;
    const { operation, vocabulary } = context;
    return value.replaceAll("{probe}", operation === "Invoke" ? "{function}" : vocabulary.streamingProbe);
  }
  if (Array.isArray(value)) return value.map((item) => filled(item, context));
  return isObject(value) ? changed(value, (member) => filled(member, context)) : value;
}

/** The object with its members changed: itself where none is, for most are not, and a start has hundreds of clauses to go through. */
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
