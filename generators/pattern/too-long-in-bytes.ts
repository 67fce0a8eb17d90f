import type { Member } from "../../specs/operation.ts";
import { breaksOnly } from "../breaks-only.ts";
import { memberForms } from "../member-forms.ts";
import type { NearMiss, Stratum } from "../stratum.ts";
import { simplest } from "./derivation.ts";
import { patternOf } from "./pattern-of.ts";

/**
 * Characters that are more bytes than may be characters, and as few as that takes. They break a pattern of ASCII; who says that they
 * are too long as well has counted bytes. Each is one code point and one UTF-16 unit: Smithy counts the former, what is written in Java
 * often the latter, and nobody knows of the service.
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
    return [{ kind: `too long in bytes alone, of ${character}`, only: { value, mended, why } }];
  });
}

/** Of three bytes and of two; no normalization takes the first apart. */
const WIDE = ["日", "é"];
