import type { Member } from "../../specs/operation.ts";
import { breaksOnly, keepsAll } from "../breaks-only.ts";
import { fromChoices } from "../choices.ts";
import type { KeywordGenerator } from "../keyword-generator.ts";
import { memberForms } from "../member-forms.ts";
import { greatest, type Stretch, stretchesOf } from "../pattern/lengths.ts";
import { patternOf } from "../pattern/pattern-of.ts";
import type { NearMiss, Sample, Stratum } from "../stratum.ts";

/**
 * Keeps: members of the largest length and just below. Breaks: longer ones. Both are made for each piece of the pattern that can be long.
 * Lengths count code points. When the pattern allows characters of several bytes, or of two UTF-16 units, it also makes members that are
 * too long only by such a count.
 */
export const maxLength: KeywordGenerator = {
  keeps: (member) => {
    const max = member.keywords.maxLength ?? Number.POSITIVE_INFINITY;
    return stretchesOf(patternOf(member, member.reverted ?? member.keywords.pattern)).flatMap((stretch) => [
      ...[max, max - 1].flatMap((length) => kept(member, stretch, length)),
      ...overcounted(member, stretch, max),
    ]);
  },
  breaks: (member) => {
    const max = member.keywords.maxLength ?? Number.POSITIVE_INFINITY;
    const limit = greatest(member);
    if (limit === Number.POSITIVE_INFINITY) return [];
    return stretchesOf(patternOf(member)).flatMap((stretch) =>
      [limit + 1, limit + 2, 2 * limit, 4 * limit].flatMap((length): Stratum<NearMiss<string>>[] => {
        const value = stretch.withLength(length);
        const mended = stretch.withLength(max);
        if (value === undefined || mended === undefined || !breaksOnly(member, "maxLength", value)) return [];
        const twin = memberForms[member.name]?.[0]?.text ?? mended;
        const why = `${length} characters, most of them ${stretch.kind}; the maximum is ${max}`;
        return [{ kind: kindOf(length, stretch), only: { value, mended, twin, why } }];
      }),
    );
  },
};

function kindOf(length: number, { kind }: Stretch): string {
  return `${length} characters, most of them ${kind}`;
}

function kept(member: Member, stretch: Stretch, length: number): Stratum<Sample<string>>[] {
  const value = stretch.withLength(length);
  if (value === undefined || !keepsAll(member, value)) return [];
  const why = `${kindOf(length, stretch)}; the maximum is ${member.keywords.maxLength}`;
  return [{ kind: kindOf(length, stretch), only: { value, why } }];
}

/** Members that are short enough, but too long when bytes or UTF-16 units are counted. */
function overcounted(member: Member, stretch: Stretch, max: number): Stratum<Sample<string>>[] {
  const counts = [
    { unit: "bytes", of: (text: string) => Buffer.byteLength(text) },
    { unit: "UTF-16 units", of: (text: string) => text.length },
  ];
  return counts.flatMap(({ unit, of }): Stratum<Sample<string>>[] => {
    const wide = stretch.of.drawn.filter((character) => of(character) > 1);
    const lengths = Array.from({ length: max }, (_, i) => i + 1);
    const made = wide.flatMap((character) =>
      // Starts at the first length that such a count gets wrong, because shrinking leads there.
      lengths
        .filter((length) => of(stretch.withLength(length, character) ?? "") > max)
        .slice(0, 1)
        .map((least) => ({ character, least })),
    );
    if (made.length === 0) return [];
    return [
      {
        kind: `more ${unit} than characters, most of them ${stretch.kind}`,
        many: fromChoices((choices) => {
          const { character = "", least = max } = made[choices.pick(made.length)] ?? {};
          const length = least + choices.pick(max - least + 1);
          const value = stretch.withLength(length, character) ?? "";
          const why = `${length} characters in ${of(value)} ${unit}; the maximum is ${max} characters`;
          return keepsAll(member, value) ? { value, why } : undefined;
        }),
      },
    ];
  });
}
