import type { Member } from "../../specs/operation.ts";
import { base64Of } from "../json/latin1.ts";
import type { KeywordGenerator } from "../keyword-generator.ts";

/** Values of as many bytes as a member may have at most, beside it, and beyond it. Only JSON objects in base64 have such a limit. */
export const maxBytes: KeywordGenerator = {
  keeps: (member) => {
    const max = member.keywords.maxBytes ?? 0;
    return [max, max - 4, Math.floor(max / 2)].map((bytes) => ({
      kind: `${bytes} bytes`,
      only: { value: ofBytes(member, bytes), why: `at most ${bytes} bytes of at most ${max}` },
    }));
  },
  breaks: (member) => {
    const max = member.keywords.maxBytes ?? 0;
    return [max + 1, max + 4, max * 2].map((bytes) => ({
      kind: `${bytes} bytes`,
      only: {
        value: ofBytes(member, bytes + 3),
        mended: ofBytes(member, max),
        why: `more than ${bytes} bytes of at most ${max}`,
      },
    }));
  },
};

/** The longest value of at most so many bytes. Base64 comes in fours. */
function ofBytes(member: Member, bytes: number): string {
  const size = member.keywords.base64 ? Math.floor(bytes / 4) * 3 : bytes;
  const text = `{"custom":{"text":"${"a".repeat(size - '{"custom":{"text":""}}'.length)}"}}`;
  return member.keywords.base64 ? base64Of(text) : text;
}
