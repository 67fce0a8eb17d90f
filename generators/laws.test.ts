import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { broken } from "../specs/keywords.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import type { Keyword, Member } from "../specs/operation.ts";
import { implied } from "./breaks-only.ts";
import { keywordGenerators } from "./keyword-generators.ts";
import { assertAlways, assertKindsAppear, assertSameSeedSameValues, assertSeldomRefuses } from "./laws.ts";
import { examples, filled } from "./placeholders.ts";
import { sendable } from "./places.ts";
import type { NearMiss, Sample, Stratum } from "./stratum.ts";

/** An early edition, that of the only day on which another pattern was modelled, and the newest. */
const EDITIONS = ["2023-11-16", "2026-07-13", undefined];
const WALK = { seed: 20_261_122, draws: 15, shrinks: 25 };

/** The members of both operations in these editions. Of members that look the same to every generator, only the first is listed. */
function members(): readonly (readonly [name: string, member: Member])[] {
  const found = new Map<string, readonly [string, Member]>();
  for (const edition of EDITIONS) {
    const specification = loadSpecification(edition === undefined ? {} : { edition });
    for (const { name, inputs, outputs } of Object.values(specification.operations)) {
      for (const member of [...inputs, ...outputs]) {
        const { place, keywords, later } = member;
        const key = JSON.stringify([member.name, member.default, place, keywords, later]);
        if (!found.has(key)) found.set(key, [`${name} ${member.name}, ${specification.edition}`, member]);
      }
    }
  }
  return [...found.values()];
}

const subjects = members().flatMap(([name, member]) =>
  (Object.keys(member.keywords) as Keyword[]).map((keyword) => ({ name, member, keyword })),
);

test("there is a generator at work for every keyword", () => {
  expect(new Set(subjects.map(({ keyword }) => keyword))).toEqual(new Set(Object.keys(keywordGenerators)));
});

describe.each(subjects)("$keyword of $name", ({ member, keyword }) => {
  const generator = keywordGenerators[keyword];
  const agrees = ajvOf(member);

  test("kept values keep every keyword of the member, shrunk ones too, and ajv agrees", () => {
    const strata = generator.keeps(member);
    expect(strata).not.toEqual([]);
    lawsOf(() => generator.keeps(member), strata);
    assertAlways(strata, ({ value }: Sample<string>) => wrongWith(value, []), WALK);
  });

  test("broken values break the keyword and what it implies, shrunk ones too, and ajv agrees", () => {
    const strata = generator.breaks(member);
    expect(strata).not.toEqual([]);
    lawsOf(() => generator.breaks(member), strata);
    const expected = [keyword, ...implied(member, keyword)];
    assertAlways(
      strata,
      ({ value, mended, twin }: NearMiss<string | undefined>) => {
        const fault = wrongWith(mended, []) ?? (twin === undefined ? undefined : wrongWith(twin, []));
        if (fault !== undefined) return `mended to ${JSON.stringify(twin ?? mended)}: ${fault}`;
        if (value === undefined) return keyword === "required" ? undefined : "it is not sent";
        return wrongWith(value, expected) ?? wrongLater(value);
      },
      WALK,
    );
  });

  /** AWS has been ahead of its model, so it may already accept what a later edition accepts. */
  function wrongLater(value: string): string | undefined {
    const accepted = (member.later ?? []).find((keywords) =>
      [...fillings(value)].some((text) => !broken({ ...member, keywords }, text).includes(keyword)),
    );
    return accepted && `a later edition accepts it: ${JSON.stringify(accepted)}`;
  }

  /** What is wrong with a value that must break exactly these keywords, however its placeholders are filled in. */
  function wrongWith(value: string | undefined, expected: readonly Keyword[]): string | undefined {
    if (value === undefined) return "it is not sent";
    for (const text of fillings(value)) {
      if (!sendable(member.place, text)) return `it cannot be sent in the ${member.place}`;
      const found = broken(member, text);
      if (found.toSorted().join() !== expected.toSorted().join())
        return `it breaks [${found}], not [${expected}]`;
      const schema = agrees(text);
      if (schema !== !found.some((other) => IN_SCHEMA.includes(other))) return `ajv says ${schema}`;
    }
    return undefined;
  }
});

/** Only members with tolerated values. Some places cannot carry such values: no header can hold a NUL. */
const tolerating = subjects.flatMap((subject) => {
  const strata = keywordGenerators[subject.keyword].tolerated?.(subject.member) ?? [];
  return strata.length === 0 ? [] : [{ ...subject, strata }];
});
describe.each(tolerating)("what is tolerated of $keyword of $name", ({ member, keyword, strata }) => {
  test("breaks the keyword all the same", () => {
    assertAlways(
      strata,
      ({ value, mended }) =>
        [...fillings(value)].every((text) => broken(member, text).includes(keyword)) &&
        [...fillings(mended)].every((text) => broken(member, text).length === 0)
          ? undefined
          : "it does not",
      WALK,
    );
  });
});

function lawsOf<T>(make: () => readonly Stratum<T>[], strata: readonly Stratum<T>[]): void {
  assertSameSeedSameValues(make, 1);
  assertKindsAppear(strata, 100);
  assertSeldomRefuses(strata, 200);
}

/** The texts that a value becomes when its placeholders are filled in. */
function fillings(value: string): Set<string> {
  return new Set(examples.map((values) => filled(value, values)));
}

const IN_SCHEMA: readonly Keyword[] = ["minLength", "maxLength", "pattern", "enum"];

/** A second opinion on the keywords that JSON Schema knows too. */
function ajvOf({ keywords }: Member): (text: string) => boolean {
  const { minLength, maxLength, pattern, enum: values } = keywords;
  const schema = {
    ...(minLength !== undefined && { minLength }),
    ...(maxLength !== undefined && { maxLength }),
    ...(pattern !== undefined && { pattern: `^(?:${pattern})$` }),
    ...(values !== undefined && { enum: values }),
  };
  const validate = new Ajv2020({ strictTypes: false }).compile(schema);
  return (text) => validate(text);
}
