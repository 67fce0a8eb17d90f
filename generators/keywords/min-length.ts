import type { KeywordGenerator } from "../keyword-generator.ts";

export const minLength: KeywordGenerator = {
  keeps: (member) => {
    const min = member.keywords.minLength ?? 0;
    return [min, min + 1].map((length) => ({
      kind: `${length} characters`,
      only: { value: "a".repeat(length), why: `${length} characters, at least ${min} are demanded` },
    }));
  },
  breaks: (member) => {
    const min = member.keywords.minLength ?? 0;
    return [
      {
        kind: `${min - 1} characters`,
        only: {
          value: "a".repeat(min - 1),
          mended: "a".repeat(min),
          why: `${min - 1} characters, at least ${min} are demanded`,
        },
      },
    ];
  },
};
