import type { Member } from "../../specs/operation.ts";
import { breaksOnly, keepsAll } from "../breaks-only.ts";
import { base64Of } from "../json/latin1.ts";
import type { KeywordGenerator } from "../keyword-generator.ts";
import { stretchesOf } from "../pattern/lengths.ts";
import { patternOf } from "../pattern/pattern-of.ts";
import type { NearMiss, Sample, Stratum } from "../stratum.ts";

/**
 * Keeps: values with the largest number of bytes, and with fewer. Breaks: values with more. The other keywords limit both: base64 grows in
 * steps of 4.
 */
export const maxBytes: KeywordGenerator = {
  keeps: (member) => {
    const max = member.keywords.maxBytes ?? Number.POSITIVE_INFINITY;
    const sizes = [max, max - 1, max - 4, max >> 1, max >> 3].map((wanted) => atMost(member, wanted));
    return [...new Set(sizes)].flatMap((value): Stratum<Sample<string>>[] =>
      value === undefined || !keepsAll(member, value)
        ? []
        : [
            {
              kind: `${value.length} bytes`,
              only: { value, why: `${value.length} bytes; the maximum is ${max}` },
            },
          ],
    );
  },
  breaks: (member) => {
    const max = member.keywords.maxBytes ?? Number.POSITIVE_INFINITY;
    const mended = atMost(member, max);
    const sizes = [max + 1, max + 4, max * 2].map((wanted) => atMost(member, wanted));
    return [...new Set(sizes)].flatMap((value): Stratum<NearMiss<string>>[] =>
      value === undefined || mended === undefined || !breaksOnly(member, "maxBytes", value)
        ? []
        : [
            {
              kind: `${value.length} bytes`,
              only: { value, mended, why: `${value.length} bytes; the maximum is ${max}` },
            },
          ],
    );
  },
};

/** The longest value with at most this many bytes, one byte per character. */
function atMost(member: Member, bytes: number): string | undefined {
  const { base64, json } = member.keywords;
  const size = base64 ? Math.floor(bytes / 4) * 3 : bytes;
  if (json === undefined && !base64) return stretchesOf(patternOf(member))[0]?.withLength(size);
  const [before, after] = json === undefined ? ["", ""] : ['{"custom":{"text":"', '"}}'];
  const room = size - before.length - after.length;
  if (room < 0) return undefined;
  const text = `${before}${"a".repeat(room)}${after}`;
  return base64 ? base64Of(text) : text;
}
