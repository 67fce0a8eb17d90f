import type { Member } from "../../specs/operation.ts";
import { breaksOnly, keepsAll } from "../breaks-only.ts";
import type { KeywordGenerator } from "../keyword-generator.ts";
import { memberForms } from "../member-forms.ts";
import { simplest } from "../pattern/derivation.ts";
import { stretchesOf } from "../pattern/lengths.ts";
import { patternOf } from "../pattern/pattern-of.ts";
import type { NearMiss, Sample, Stratum } from "../stratum.ts";

/** Keeps: members of the smallest length and just above. Breaks: shorter texts. When one character is required, that is the empty text. */
export const minLength: KeywordGenerator = {
  keeps: (member) => {
    const min = member.keywords.minLength ?? 0;
    return [min, min + 1].flatMap((length): Stratum<Sample<string>>[] => {
      const value = ofLength(member, length, (text) => keepsAll(member, text)) ?? plainest(member);
      const why = `a length of ${value.length}; the minimum is ${min}`;
      return [{ kind: `a length of ${length}, or the shortest`, only: { value, why } }];
    });
  },
  breaks: (member) => {
    const min = member.keywords.minLength ?? 0;
    const mended = ofLength(member, min, (text) => keepsAll(member, text)) ?? plainest(member);
    const twin = memberForms[member.name]?.[0]?.text ?? mended;
    return [...new Set([min - 1, 0])].flatMap((length): Stratum<NearMiss<string>>[] => {
      const value = ofLength(member, length, (text) => breaksOnly(member, "minLength", text));
      if (value === undefined) return [];
      const why = value === "" ? "empty" : `a length of ${length}; the minimum is ${min}`;
      return [{ kind: value === "" ? "empty" : `a length of ${length}`, only: { value, mended, twin, why } }];
    });
  },
};

function ofLength(member: Member, length: number, fits: (text: string) => boolean): string | undefined {
  const texts =
    length === 0 ? [""] : stretchesOf(patternOf(member)).map((stretch) => stretch.withLength(length) ?? "");
  return texts.find(fits);
}

function plainest(member: Member): string {
  return simplest(patternOf(member)).text;
}
