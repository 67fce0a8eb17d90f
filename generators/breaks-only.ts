import { broken } from "../specs/keywords.ts";
import type { Keyword, Member } from "../specs/operation.ts";
import { examples, filled } from "./placeholders.ts";
import { sendable } from "./places.ts";

/** Whether a value can be sent in the place of the member and breaks none of its keywords, for any values of its placeholders. */
export function keepsAll(member: Member, value: string): boolean {
  return always(value, (text) => sendable(member.place, text) && broken(member, text).length === 0);
}

/**
 * Whether a value can be sent in the place of the member and breaks this keyword. It must break the keyword in this edition and all later
 * ones, because AWS has been ahead of its model more than once. The value may also break keywords that this one implies, but no others.
 */
export function breaksOnly(member: Member, keyword: Keyword, value: string): boolean {
  return always(value, (text) => {
    const found = broken(member, text);
    if (found.length === 0 || !sendable(member.place, text)) return false;
    const expected = found.length === 1 ? NONE : implied(member, keyword);
    return (
      found.includes(keyword) &&
      found.every((other) => other === keyword || expected.includes(other)) &&
      (member.later ?? []).every((keywords) => broken({ ...member, keywords }, text).includes(keyword))
    );
  });
}

/**
 * The keywords that a value cannot keep when it breaks this one. When at least one character is required, only the empty text is too short,
 * so `minLength` implies every other keyword that the empty text breaks. No other keyword implies one. Texts that are too long, or not
 * base64, are made to keep the rest. Text that is not base64 is not judged as JSON.
 */
export function implied(member: Member, keyword: Keyword): readonly Keyword[] {
  return keyword === "minLength" && member.keywords.minLength === 1
    ? broken(member, "").filter((other) => other !== keyword)
    : NONE;
}

const NONE: readonly Keyword[] = [];

/** Whether something holds for a value with any values of its placeholders. */
export function always(value: string, holds: (text: string) => boolean): boolean {
  const [first = {}, ...others] = examples;
  const text = filled(value, first);
  return holds(text) && (text === value || others.every((values) => holds(filled(value, values))));
}
