import { isRawNumber, rawNumbersEqual } from "./parse-json.ts";

/** Whether two JSON values are equal. The order of members does not matter, and `-0` equals `0`. undefined equals only undefined. */
export function jsonEqual(a: unknown, b: unknown): boolean {
  // No recursion: values may be nested too deeply for the call stack.
  const pairs: [unknown, unknown][] = [[a, b]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [one, other] = pair;
    if (one === other) continue;
    if (isRawNumber(one) || isRawNumber(other)) {
      if (!rawNumbersEqual(one, other)) return false;
      continue;
    }
    if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
    if (Array.isArray(one) !== Array.isArray(other)) return false;
    const keys = Object.keys(one);
    if (keys.length !== Object.keys(other).length) return false;
    for (const key of keys) {
      if (!Object.hasOwn(other, key)) return false;
      pairs.push([(one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]]);
    }
  }
  return true;
}
