import { expect, test } from "vitest";
import { loadSpecification } from "../../specs/load-specification.ts";
import type { Member } from "../../specs/operation.ts";
import { drawn } from "../laws.ts";
import type { NearMiss } from "../stratum.ts";
import { nearMisses } from "./near-misses.ts";
import { patternOf } from "./pattern-of.ts";

function member(name: string, edition?: string): Member {
  const { operations } = loadSpecification(edition === undefined ? {} : { edition });
  const found = operations.Invoke.inputs.find((input) => input.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

function missesOf(name: string, count: number): Map<string, NearMiss<string>[]> {
  const subject = member(name);
  return new Map(
    nearMisses(patternOf(subject), subject).map((stratum) => [stratum.kind, drawn(stratum, 1, count)]),
  );
}

const ofFunctionName = missesOf("FunctionName", 400);

test("one edit lies between a near miss and the member that it was mended to", () => {
  for (const [kind, misses] of ofFunctionName) {
    for (const { value, mended } of misses) {
      let before = 0;
      while (before < Math.min(value.length, mended.length) && value[before] === mended[before]) before++;
      let after = 0;
      const room = Math.min(value.length, mended.length) - before;
      while (after < room && value.at(-1 - after) === mended.at(-1 - after)) after++;
      const [put, gone] = [value.length - before - after, mended.length - before - after];
      // One word or character replaces another, or a part is repeated or left out.
      expect(put === 0 || gone === 0 || Math.max(put, gone) <= 9, `${kind}: ${value} from ${mended}`).toBe(
        true,
      );
    }
  }
});

test.each([
  // Most of these were recorded as refused by the real service.
  ["text after the value", "{function}!"],
  ["a misspelled word", "{function}:$LATES"],
  ["one :(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+) too many", "{function}:$LATEST:$LATEST"],
  ["a doubled separator", "arn:{partition}:lambda:{region}::{account}:function:{function}"],
  ["a different separator", "{account};function:{function}"],
  ["a word in the wrong case", "arn:{partition}:LAMBDA:{region}:{account}:function:{function}"],
  ["a line feed after the value", "{function}\n"],
  ["one \\d too many (2)", "{account}9:function:{function}"],
])("%s: %j is among them", (kind, value) => {
  expect(ofFunctionName.get(kind)?.map((miss) => miss.value)).toContain(value);
});

test("a miss of a form that names the probe has the form itself for its twin, any other has a form", () => {
  const forms = [...ofFunctionName.values()].flat().filter(({ mended }) => mended.includes("{function}"));
  expect(forms.length).toBeGreaterThan(1000);
  expect(forms.filter(({ twin }) => twin !== undefined)).toEqual([]);
  const others = [...ofFunctionName.values()].flat().filter(({ mended }) => !mended.includes("{function}"));
  expect(new Set(others.map(({ twin }) => twin))).toEqual(new Set(["{function}"]));
});

test("what an older edition refuses and a later one accepts is not among its near misses", () => {
  const older = member("FunctionName", "2023-11-16");
  const accepted = /^arn:aws:lambda:us-iso-east-1:.*|:\$LATEST\.PUBLISHED$/;
  for (const stratum of nearMisses(patternOf(older), older)) {
    for (const { value } of drawn(stratum, 1, 50)) expect(value).not.toMatch(accepted);
  }
});

test("a header has no near misses that HTTP would not carry as they are", () => {
  const kinds = [...missesOf("TenantId", 1).keys()];
  expect(kinds.filter((kind) => /NUL|line|whitespace|script|bytes/.test(kind))).toEqual([]);
  expect(kinds).toContain("text after the value");
  expect(kinds.some((kind) => kind.startsWith("a character outside"))).toBe(true);
});

test("each says what was done, to what", () => {
  const whys = ofFunctionName.get("a word in the wrong case")?.map(({ why }) => why) ?? [];
  expect(whys).toContain("full ARN with $LATEST with function in the wrong case");
  expect(ofFunctionName.get("text after the value")?.[0]?.why).toMatch(/ with ".+" after it$/);
});
