import type { Member } from "../../specs/operation.ts";
import { brokenJson, brokenJsonKinds } from "../json/broken-json.ts";
import { jsonObjects, jsonOtherThanObjects, jsonValues } from "../json/json-values.ts";
import { base64Of, utf8 } from "../json/latin1.ts";
import type { KeywordGenerator } from "../keyword-generator.ts";
import { mapStrata, type NearMiss, type Stratum } from "../stratum.ts";

/** Keeps: JSON of every type, or objects only. Breaks: texts that a JSON parser refuses, or sound JSON that is not an object. */
export const json: KeywordGenerator = {
  keeps: (member) =>
    mapStrata(member.keywords.json === "object" ? jsonObjects() : jsonValues(), ({ value, why }) => ({
      value: encoded(member, utf8(value)),
      why,
    })),
  breaks: (member) => {
    const other: Stratum<NearMiss<string>>[] =
      member.keywords.json === "object"
        ? mapStrata(jsonOtherThanObjects(), ({ value, why }) => ({ value: utf8(value), why, mended: "{}" }))
        : [];
    return [...other, ...brokenJson()].map((stratum) => encodedStratum(member, stratum));
  },
  tolerated: (member) => brokenJson(toleratedKinds).map((stratum) => encodedStratum(member, stratum)),
};

const toleratedKinds = brokenJsonKinds.filter(({ tolerated }) => tolerated).map(({ kind }) => kind);

function encodedStratum(member: Member, stratum: Stratum<NearMiss<string>>): Stratum<NearMiss<string>> {
  const [made] = mapStrata([stratum], ({ value, mended, why }) => ({
    value: encoded(member, value),
    // The mended text is JSON, but not necessarily an object.
    mended: encoded(member, member.keywords.json === "object" && !mended.startsWith("{") ? "{}" : mended),
    why,
  }));
  return made ?? stratum;
}

function encoded(member: Member, bytes: string): string {
  return member.keywords.base64 ? base64Of(bytes) : bytes;
}
