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
    return { ...given, where: within("/where", () => expandExpectation(given["where"]).schema) };
  }
  const scenario = ["steps", "variants"].find((name) => name in given && !("scenario" in given));
  const whole = expandMembers(given, "", operation, vocabulary) as Json;
  const probe = operation === "Invoke" ? "{function}" : vocabulary.streamingProbe;
  return filled({ ...(scenario !== undefined && { scenario }), ...whole }, probe) as Json;
}

/** The kinds of parts that members of these names hold, in every scenario and wherever in it they stand. */
const HELD: Readonly<Record<string, PartKind>> = {
  steps: "steps",
  twin: "steps",
  after: "steps",
  replies: "replies",
  // biome-ignore lint/suspicious/noThenProperty: it is a scenario's argument
  then: "replies",
  frames: "frames",
  headers: "headers",
  payload: "payloads",
  body: "payloads",
};

function expandMembers(
  value: unknown,
  at: string,
  operation: OperationName,
  vocabulary: Vocabulary,
): unknown {
  const inside = (inner: unknown, where: string): unknown =>
    expandMembers(inner, where, operation, vocabulary);
  const part = (kind: PartKind, item: unknown, where: string): unknown => {
    if (typeof item !== "string") return item;
    const found = named(vocabulary.parts[kind], item, operation);
    if (found === undefined) throw new WrittenFault(where, `parts.json has no ${ONE[kind]} "${item}"`);
    return found;
  };
  const held = (kind: PartKind, member: unknown, where: string): unknown => {
    // What a payload holds is for the function, whatever its members are called.
    if (kind === "payloads" || !Array.isArray(member)) return part(kind, member, where);
    return member.flatMap((item, index) => {
      const whole = part(kind, item, `${where}/${index}`);
      if (kind === "headers") return typeof item === "string" ? whole : [whole];
      return [inside(kind === "steps" ? call(whole, operation) : whole, `${where}/${index}`)];
    });
  };
  if (Array.isArray(value)) return value.map((item, index) => inside(item, `${at}/${index}`));
  if (!isObject(value)) return value;
  return mapped(value, (member, name) => {
    const kind = Object.hasOwn(HELD, name) ? HELD[name] : undefined;
    return kind ? held(kind, member, `${at}/${name}`) : inside(member, `${at}/${name}`);
  });
}

const ONE: Readonly<Record<PartKind, string>> = {
  steps: "step",
  payloads: "payload",
  replies: "reply",
  headers: "header fields",
  frames: "frame",
};

/** A step that is not told to do anything else calls the operation of its clause. */
function call(step: unknown, clauseOperation: OperationName): unknown {
  if (!isObject(step)) return step;
  const { do: what = "invoke", operation = clauseOperation, ...rest } = step;
  return what === "invoke" ? { do: what, operation, ...rest } : step;
}

/** The texts of a value with `{probe}` filled in. */
function filled(value: unknown, probe: string): unknown {
  if (typeof value === "string") return value.replaceAll("{probe}", probe);
  if (Array.isArray(value)) return value.map((item) => filled(item, probe));
  return isObject(value) ? mapped(value, (member) => filled(member, probe)) : value;
}

function mapped(value: Json, change: (member: unknown, name: string) => unknown): Json {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, change(member, name)]));
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
