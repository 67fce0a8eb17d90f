import type { Leaf } from "./leaf.ts";

/**
 * A value similar to the given one that does not keep the demand. Undefined if none is known.
 * @param value the current value
 */
export function unlike(value: unknown, leaf: Pick<Leaf, "keyword" | "demand">): unknown {
  return near(value, leaf).find((candidate) => !keeps(candidate, leaf) && candidate !== value);
}

/** The same for texts. */
export function unlikeText(text: string, leaf: Pick<Leaf, "keyword" | "demand">): string | undefined {
  return unlike(text, leaf) as string | undefined;
}

function near(value: unknown, { keyword, demand }: Pick<Leaf, "keyword" | "demand">): readonly unknown[] {
  if (keyword === "not") return [forbidden(demand) ?? constantLike(value)];
  if (keyword === "atLeast") return [0];
  if (keyword === "includes") return [String(value).replace(NONCE, "n00000000000000000000"), "mutant"];
  if (keyword === "sameAs" && typeof value === "string" && value.length >= 6) {
    // A new text each time, so that two that are compared differ.
    return [value.slice(0, -6) + crypto.randomUUID().slice(0, 6), ...others];
  }
  if (typeof value === "string") {
    const long = typeof demand === "number" ? "9".repeat(Math.min(demand + 1, 100_000)) : "";
    return [shifted(value), `${value}x`, value.slice(0, -1), "x", long, "", ...others];
  }
  if (typeof value === "number") {
    const edge = typeof demand === "number" ? demand : 0;
    return [value + 1, edge + 1, edge - 1, value - 1, ...others];
  }
  if (typeof value === "boolean") return [!value, ...others];
  if (Array.isArray(value)) return [[...value, "mutant"], value.slice(1), [], ...others];
  if (typeof value === "object" && value !== null) return [{ ...value, mutant: true }, {}, ...others];
  return others;
}

/** Values of other types. */
const others: readonly unknown[] = ["mutant", {}, 7, null];

/** What `{nonce}` becomes in a request. */
const NONCE = /n[0-9a-f]{20}/g;

/** A value that the demand forbids. */
function forbidden(demand: unknown): unknown {
  const { const: only, enum: list, pattern } = (demand ?? {}) as Readonly<Record<string, unknown>>;
  if (only !== undefined) return only;
  if (Array.isArray(list)) return list[0];
  return typeof pattern === "string" ? pattern.replace(/^\^|\$$|\\/g, "") : undefined;
}

/** A value to replace every value with. */
function constantLike(value: unknown): unknown {
  return typeof value === "string" && UUID.test(value) ? "00000000-0000-4000-8000-000000000000" : "constant";
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The text with its last letter or digit replaced by the next one of its kind, so that it keeps its form. */
function shifted(text: string): string {
  const at = text.search(/[a-zA-Z0-9](?=[^a-zA-Z0-9]*$)/);
  if (at === -1) return `${text}x`;
  const letter = text.charAt(at);
  const kind = [/[0-9]/, /[a-f]/, /[a-z]/, /[A-F]/, /[A-Z]/].findIndex((pattern) => pattern.test(letter));
  const alphabet =
    ["0123456789", "abcdef", "abcdefghijklmnopqrstuvwxyz", "ABCDEF", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"][kind] ??
    "";
  const next = alphabet.charAt((alphabet.indexOf(letter) + 1) % alphabet.length);
  return text.slice(0, at) + next + text.slice(at + 1);
}

/** Whether a value keeps a demand, judged by the value alone. A keyword that compares it with another value counts as broken. */
export function keeps(value: unknown, { keyword, demand }: Pick<Leaf, "keyword" | "demand">): boolean {
  switch (keyword) {
    case "const":
      return JSON.stringify(value) === JSON.stringify(demand);
    case "enum":
      return (demand as readonly unknown[]).includes(value);
    case "pattern":
      return typeof value === "string" && new RegExp(demand as string, "u").test(value);
    case "minLength":
      return typeof value === "string" && value.length >= (demand as number);
    case "maxLength":
      return typeof value === "string" && value.length <= (demand as number);
    case "minimum":
      return typeof value === "number" && value >= (demand as number);
    case "maximum":
      return typeof value === "number" && value <= (demand as number);
    case "exclusiveMinimum":
      return typeof value === "number" && value > (demand as number);
    case "exclusiveMaximum":
      return typeof value === "number" && value < (demand as number);
    case "minItems":
      return Array.isArray(value) && value.length >= (demand as number);
    case "maxItems":
      return Array.isArray(value) && value.length <= (demand as number);
    case "type":
      return typeOf(value) === demand;
    default:
      return false;
  }
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return value === null ? "null" : typeof value;
}
