import type { Member } from "../../specs/operation.ts";
import type { KeywordGenerator } from "../keyword-generator.ts";
import { memberForms, nameOf } from "../member-forms.ts";
import { simplest } from "../pattern/derivation.ts";
import { patternOf } from "../pattern/pattern-of.ts";

/** Keeps: the member in its simplest form. Breaks: the member is not sent. */
export const required: KeywordGenerator = {
  keeps: (member) => {
    const value = plainest(member);
    return [{ kind: "sent", only: { value, why: nameOf(member.name, value) } }];
  },
  breaks: (member) => [
    { kind: "left out", only: { value: undefined, mended: plainest(member), why: "left out" } },
  ],
};

function plainest(member: Member): string {
  return memberForms[member.name]?.[0]?.text ?? simplest(patternOf(member)).text;
}
