import type { KeywordGenerator } from "../keyword-generator.ts";

export const maxLength: KeywordGenerator = {
  keeps: (member) => {
    const max = member.keywords.maxLength ?? 0;
    return [max, max - 1].map((length) => ({
      kind: `${length} characters`,
      only: { value: "a".repeat(length), why: `${length} characters of at most ${max}` },
    }));
  },
  breaks: (member) => {
    const max = member.keywords.maxLength ?? 0;
    return [max + 1, max * 2].map((length) => ({
      kind: `${length} characters`,
      only: {
        value: "a".repeat(length),
        mended: "a".repeat(max),
        why: `${length} characters of at most ${max}`,
      },
    }));
  },
};
