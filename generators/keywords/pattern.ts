import type { Member } from "../../specs/operation.ts";
import type { KeywordGenerator } from "../keyword-generator.ts";
import { nulSites } from "../pattern/edits.ts";
import { members } from "../pattern/members.ts";
import { nearMisses } from "../pattern/near-misses.ts";
import { patternOf } from "../pattern/pattern-of.ts";
import { tooLongInBytes } from "../pattern/too-long-in-bytes.ts";

/** Keeps: members of a pattern, by branch. Breaks: texts one edit away from a member, by kind of edit. */
export const pattern: KeywordGenerator = {
  keeps: once((member) => members(patternOf(member, member.reverted ?? member.keywords.pattern), member)),
  breaks: once((member) => [...nearMisses(patternOf(member), member), ...tooLongInBytes(member)]),
  tolerated: once((member) => nearMisses(patternOf(member), member, nulSites())),
};

/** Trying out a pattern takes 100 ms, so members with the same keywords share the result, across operations. */
function once<T>(make: (member: Member) => T): (member: Member) => T {
  const made = new Map<string, T>();
  return (member) => {
    const { name, place, keywords, later, reverted } = member;
    const key = JSON.stringify([name, place, keywords, later, reverted]);
    const known = made.get(key) ?? make(member);
    made.set(key, known);
    return known;
  };
}
