import fc, { type Arbitrary } from "fast-check";
import { jsonObjects } from "../json/json-values.ts";
import { base64Of, utf8 } from "../json/latin1.ts";
import type { KeywordGenerator } from "../keyword-generator.ts";
import { mapStrata, type NearMiss } from "../stratum.ts";

/** Base64 with each length of padding; and texts with a wrong alphabet or padding. */
export const base64: KeywordGenerator = {
  keeps: () => mapStrata(jsonObjects(), ({ value, why }) => ({ value: base64Of(utf8(value)), why })),
  breaks: () => [
    { kind: "not encoded", many: miss(["{}", '{"custom":{}}'], "JSON that is not encoded") },
    {
      kind: "outside the alphabet",
      many: miss(["!!!!", "e30!", "****", "e3.=", "%%%="], "characters outside the alphabet"),
    },
  ],
};

function miss(values: readonly string[], why: string): Arbitrary<NearMiss<string>> {
  return fc.constantFrom(...values).map((value) => ({ value, mended: "e30=", why }));
}
