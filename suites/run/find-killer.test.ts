import { expect, test } from "vitest";
import type { Clause } from "../../specs/clause.ts";
import { SOUND } from "../judge/testing/fake-context.ts";
import { type Fate, findKiller, type KillerTrials } from "./find-killer.ts";

const clauses = Array.from({ length: 8 }, (_, index): Clause => ({ ...SOUND, id: `${index}` }));

function ids(clauses: readonly Clause[]): string {
  return clauses.map(({ id }) => id).join("");
}

/** Searches with a subject that dies when one of the killers is judged, and returns what was tried. */
async function searched(
  killers: readonly string[],
  more: Partial<KillerTrials> = {},
): Promise<{ fate: Fate; tried: string[] }> {
  const tried: string[] = [];
  const fate = await findKiller(clauses, {
    together: async (half) => {
      tried.push(`together ${ids(half)}`);
      return !half.some(({ id }) => killers.includes(id));
    },
    alone: async (clause) => {
      tried.push(`alone ${clause.id}`);
      return killers.includes(clause.id) ? "killed" : "survived";
    },
    revive: async () => true,
    release: (half) => tried.push(`release ${ids(half)}`),
    interrupted: false,
    ...more,
  });
  return { fate, tried };
}

test("the killer is found in halves, and what was not judged on the way is released", async () => {
  expect(await searched(["2"])).toEqual({
    fate: "killed",
    tried: ["together 0123", "release 4567", "together 01", "together 2", "release 3", "alone 2"],
  });
});

test("a killer that kills only beside others is not found: the last one left survives alone", async () => {
  const { fate, tried } = await searched([]);
  expect(fate).toBe("survived");
  expect(tried).toEqual(["together 0123", "together 45", "together 6", "alone 7"]);
});

test("one of two killers is enough: the other half is judged later", async () => {
  const { fate, tried } = await searched(["1", "6"]);
  expect(fate).toBe("killed");
  expect(tried).toContain("release 4567");
  expect(tried.at(-1)).toBe("alone 1");
});

test("a subject that does not come back ends the search", async () => {
  const { fate, tried } = await searched(["0"], { revive: async () => false });
  expect(fate).toBe("gone");
  expect(tried).toEqual(["together 0123", "release 4567"]);
});

test("an interrupted search releases everything", async () => {
  expect(await searched(["0"], { interrupted: true })).toEqual({
    fate: "survived",
    tried: ["release 01234567"],
  });
});

test("nobody is suspected where there is nobody", async () => {
  const trials = { revive: () => Promise.reject(new Error("not needed")) } as unknown as KillerTrials;
  expect(await findKiller([], trials)).toBe("survived");
});
