import fc from "fast-check";
import type { KeywordGenerator } from "../keyword-generator.ts";
import { sendable } from "../places.ts";

export const pattern: KeywordGenerator = {
  keeps: (member) => [
    {
      kind: "a member",
      many: members(member.keywords.pattern ?? "")
        .filter((value) => sendable(member.place, value) && value.length <= 64)
        .map((value) => ({ value, why: "a member of the pattern" })),
    },
  ],
  breaks: (member) => [
    {
      kind: "text after it",
      many: members(member.keywords.pattern ?? "")
        .filter((value) => sendable(member.place, value) && value.length <= 64)
        .map((value) => ({ value: `${value}!`, mended: value, why: "a member with ! after it" })),
    },
  ],
};

function members(text: string): fc.Arbitrary<string> {
  return fc.stringMatching(new RegExp(`^(?:${text})$`, "u"));
}
