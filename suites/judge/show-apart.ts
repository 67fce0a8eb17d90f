import { ownText } from "../../wire/own-text.ts";
import { show } from "./show.ts";

/**
 * Two unequal values, each in at most `limit` characters, so that the texts differ. If the difference is in a middle that would be cut, the part
 * around the first difference is shown.
 */
export function showApart(expected: unknown, actual: unknown, limit: number): readonly [string, string] {
  const plain = [show(expected, limit), show(actual, limit)] as const;
  if (plain[0] !== plain[1]) return plain;
  const texts = [expected, actual].map((value) => JSON.stringify(value) ?? String(value)) as [string, string];
  const at = firstDifference(...texts);
  // Values with the same JSON may still differ: then the kind of value distinguishes them.
  if (at === undefined) return [`${plain[0]} (${kindOf(expected)})`, `${plain[1]} (${kindOf(actual)})`];
  return [windowOf(texts[0], at, limit), windowOf(texts[1], at, limit)];
}

function firstDifference(one: string, other: string): number | undefined {
  const length = Math.max(one.length, other.length);
  for (let at = 0; at < length; at++) if (one[at] !== other[at]) return at;
  return undefined;
}

function windowOf(text: string, at: number, limit: number): string {
  const start = Math.max(0, at - Math.floor(limit / 3));
  const end = Math.min(text.length, start + limit - 40);
  const more = text.length - end;
  return ownText(
    `... ${text.slice(start, end)}${more > 0 ? " ..." : ""} (from character ${start} of ${text.length})`,
  );
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `${typeof value} ${String(value)}`;
}
