import type { Member } from "../../specs/operation.ts";
import { breaksOnly } from "../breaks-only.ts";
import { memberForms } from "../member-forms.ts";
import type { NearMiss, Stratum } from "../stratum.ts";
import { simplest } from "./derivation.ts";
import { patternOf } from "./pattern-of.ts";

/**
 * As few characters as are needed for more bytes than the limit of characters. They break an ASCII pattern. An endpoint that also calls
 * them too long has counted bytes. Each is one code point and one UTF-16 unit. Smithy counts code points, and Java code often counts UTF-16
 * units. No source says what AWS counts.
 */
export function tooLongInBytes(member: Member): readonly Stratum<NearMiss<string>>[] {
  const { maxLength } = member.keywords;
  if (maxLength === undefined) return [];
  const mended = memberForms[member.name]?.[0]?.text ?? simplest(patternOf(member)).text;
  return WIDE.flatMap((character): Stratum<NearMiss<string>>[] => {
    const count = Math.floor(maxLength / Buffer.byteLength(character)) + 1;
    const value = character.repeat(count);
    if (!breaksOnly(member, "pattern", value)) return [];
    const why = `${count} characters in ${Buffer.byteLength(value)} bytes; the maximum is ${maxLength} characters`;
    return [{ kind: `too long only in bytes: ${character}`, only: { value, mended, why } }];
  });
}

/** Characters of 3 and 2 bytes. Normalization does not decompose the first one. */
const WIDE = ["日", "é"];
