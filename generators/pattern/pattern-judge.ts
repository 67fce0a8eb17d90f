import type { Keyword, Member } from "../../specs/operation.ts";
import { always, breaksOnly, keepsAll } from "../breaks-only.ts";
import { sendable } from "../places.ts";

/** Tells whether values of one member keep all its keywords, or break its pattern and nothing else. */
export interface PatternJudge {
  keepsAll(value: string): boolean;
  /** Whether a member of the pattern keeps all other keywords. */
  keepsRest(value: string): boolean;
  breaksPattern(value: string): boolean;
}

/**
 * The judgments of breaks-only.ts, prepared for many values of one member, because they take most of the time for a value. Members with
 * other keywords are judged by the validator itself.
 */
export function patternJudge(member: Member): PatternJudge {
  const { place, keywords, later = [] } = member;
  const { pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = keywords;
  const patterns = [keywords, ...later].map((edition) => edition.pattern);
  if (
    pattern === undefined ||
    !Object.keys(keywords).every((keyword) => plain.includes(keyword as Keyword))
  ) {
    return {
      keepsAll: (value) => keepsAll(member, value),
      keepsRest: (value) => keepsAll(member, value),
      breaksPattern: (value) => breaksOnly(member, "pattern", value),
    };
  }
  const own = whole(pattern);
  const outside = patterns.map((each) => (each === undefined ? /^/ : whole(each)));
  const lengthKept = (text: string): boolean => {
    // There are at most as many characters as UTF-16 units, and at least half as many.
    if (text.length <= maxLength && text.length >= 2 * minLength) return true;
    const length = [...text].length;
    return length <= maxLength && length >= minLength;
  };
  const rest = (text: string): boolean => lengthKept(text) && sendable(place, text);
  const kept = (text: string): boolean => own.test(text) && rest(text);
  const missed = (text: string): boolean => outside.every((each) => !each.test(text)) && rest(text);
  return {
    keepsAll: (value) => always(value, kept),
    keepsRest: rest,
    breaksPattern: (value) => always(value, missed),
  };
}

const plain: readonly Keyword[] = ["required", "minLength", "maxLength", "pattern"];

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, "u");
}
