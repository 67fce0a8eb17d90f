import { expect, test } from "vitest";
import { loadSpecification } from "../specs/load-specification.ts";
import type { Keyword } from "../specs/operation.ts";
import { branchesSeen, generatorsFile, generatorsText, kindsSeen } from "./generators.ts";
import { expectCurrent } from "./testing/expect-current.ts";

const { inputs } = loadSpecification().operations.Invoke;

test("docs/generators.md is what scripts/generators.ts makes of the generators", async () => {
  expectCurrent(generatorsFile, await generatorsText(), "node scripts/generators.ts");
});

test.each(inputs.filter(({ keywords }) => keywords.pattern !== undefined))(
  "every branch of the pattern of $name appears in a hundred cases",
  (member) => {
    const unseen = branchesSeen(member).filter(({ cases, reachable }) => reachable && cases === 0);
    expect(unseen.map(({ branch }) => branch.kind)).toEqual([]);
    expect(branchesSeen(member).filter(({ reachable }) => !reachable)).toEqual([]);
  },
);

test("every kind of value of every keyword appears in a hundred cases", async () => {
  for (const member of inputs) {
    for (const keyword of Object.keys(member.keywords) as Keyword[]) {
      for (const side of ["keeps", "breaks"] as const) {
        const unseen = (await kindsSeen(member, side, keyword)).filter(({ cases }) => cases === 0);
        expect(unseen, `${member.name} ${side} ${keyword}`).toEqual([]);
      }
    }
  }
});
