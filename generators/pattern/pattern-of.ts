import type { Member } from "../../specs/operation.ts";
import { sendable } from "../places.ts";
import { parsePattern } from "./parse-pattern.ts";
import type { PatternNode } from "./pattern-node.ts";

/**
 * The parsed pattern of a member. Without a pattern, any text matches. Characters that its place cannot carry alone are used only between
 * others.
 * @param pattern another pattern for the same member
 */
export function patternOf(
  { place, keywords }: Member,
  pattern: string | undefined = keywords.pattern,
): PatternNode {
  return parsePattern(pattern ?? "[^]*", (character) => sendable(place, character));
}
