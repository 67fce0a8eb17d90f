import type { KeywordGenerator } from "../keyword-generator.ts";
import { members } from "../pattern/members.ts";
import { nearMisses } from "../pattern/near-misses.ts";
import { patternOf } from "../pattern/pattern-of.ts";

/** Members of a pattern, by branch; and texts one edit from a member, by kind of edit. */
export const pattern: KeywordGenerator = {
  keeps: (member) => members(patternOf(member), member),
  breaks: (member) => nearMisses(patternOf(member), member),
};
