import type { Member } from "../../specs/operation.ts";
import { sendable } from "../places.ts";
import { parsePattern } from "./parse-pattern.ts";
import type { PatternNode } from "./pattern-node.ts";

/**
 * The pattern of a member, taken apart; any text where it has none. What its place cannot carry alone stands only between others.
 * @param pattern another pattern for the same member
 */
export function patternOf(
  { place, keywords }: Member,
  pattern: string | undefined = keywords.pattern,
): PatternNode {
  return parsePattern(pattern ?? "[^]*", (character) => sendable(place, character));
}
