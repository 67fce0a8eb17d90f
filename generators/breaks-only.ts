import { broken } from "../specs/keywords.ts";
import type { Keyword, Member } from "../specs/operation.ts";
import { examples, filled } from "./placeholders.ts";
import { sendable } from "./places.ts";

/** Whether a value can be sent in the member's place and breaks none of its keywords, whatever its placeholders stand for. */
export function keepsAll(member: Member, value: string): boolean {
  return always(value, (text) => sendable(member.place, text) && broken(member, text).length === 0);
}

/**
 * Whether a value can be sent in the member's place and breaks this keyword, in this edition and in all later ones (the service
 * ran ahead of its model more than once), and beside it only what the keyword implies.
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
 * The keywords that no value can keep that breaks this one. Where at least one character is demanded, the empty text alone is too short:
 * whatever it breaks is implied. No other keyword implies one: texts that are too long, or are no base64, are made so that the
 * rest is kept, and what is not base64 is not judged as JSON.
 */
export function implied(member: Member, keyword: Keyword): readonly Keyword[] {
  return keyword === "minLength" && member.keywords.minLength === 1
    ? broken(member, "").filter((other) => other !== keyword)
    : NONE;
}

const NONE: readonly Keyword[] = [];

/** Whether something holds of a value whatever its placeholders stand for. */
export function always(value: string, holds: (text: string) => boolean): boolean {
  const [first = {}, ...others] = examples;
  const text = filled(value, first);
  return holds(text) && (text === value || others.every((values) => holds(filled(value, values))));
}
