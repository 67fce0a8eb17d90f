import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Case } from "./case.ts";
import { drawCase, replayCase, shrinkCase } from "./draw.ts";
import type { Stratum } from "./stratum.ts";

const ID = "invoke/some/clause";

function caseOf(kind: string, why: string): Case {
  return { kind, why, steps: [] };
}

function many(kind: string): Stratum<Case> {
  return { kind, many: fc.tuple(fc.nat(1000), fc.nat(1000)).map((pair) => caseOf(kind, pair.join())) };
}

function only(kind: string): Stratum<Case> {
  return { kind, only: caseOf(kind, "only") };
}

const mixed = [many("a"), only("b"), many("c"), only("d")];

describe("drawCase", () => {
  test("strata take turns, and single values are used once", () => {
    const kinds = Array.from({ length: 9 }, (_, k) => drawCase(mixed, ID, 1, k)?.kind);
    expect(kinds.join("")).toBe("abcdacaca");
  });

  test("a clause of single values has as many cases", () => {
    const strata = [only("a"), only("b")];
    expect([0, 1, 2].map((k) => drawCase(strata, ID, 1, k)?.kind)).toEqual(["a", "b", undefined]);
    expect(drawCase([], ID, 1, 0)).toBeUndefined();
  });

  test("a case depends on seed, clause, kind and number, and on nothing else", () => {
    const drawn = (strata: readonly Stratum<Case>[], id: string, seed: number, k: number) =>
      drawCase(strata, id, seed, k)?.why;
    expect(drawn(mixed, ID, 1, 6)).toBe(drawn(mixed, ID, 1, 6));
    // The first value of a stratum, whatever stands beside it and before it.
    expect(drawn(mixed, ID, 1, 2)).toBe(drawn([many("c")], ID, 1, 0));
    const others = [
      drawn(mixed, ID, 2, 0),
      drawn(mixed, `${ID}s`, 1, 0),
      drawn([many("z")], ID, 1, 0),
      drawn(mixed, ID, 1, 4),
    ];
    expect(others).not.toContain(drawn(mixed, ID, 1, 0));
  });

  test("the values of a stratum are spread: none comes up again and again", () => {
    const values = Array.from({ length: 400 }, (_, k) => drawCase([many("a")], ID, 1, k)?.why);
    expect(new Set(values).size).toBeGreaterThan(350);
  });

  test("a late case costs what an early one costs", () => {
    const time = (from: number): number => {
      const before = process.cpuUsage().user;
      for (let k = from; k < from + 300; k++) drawCase(mixed, ID, 1, k);
      return process.cpuUsage().user - before;
    };
    time(0);
    expect(time(1_000_000)).toBeLessThan(20 * time(0) + 50_000);
  });
});

describe("shrinkCase", () => {
  const fails = async (made: Case): Promise<boolean> => Number(made.why.split(",")[0]) >= 10;
  /** A case that fails, as a run finds it. */
  const failing = Array.from({ length: 20 }, (_, k) => k).find(
    (k) => Number(drawCase([many("a")], ID, 1, k)?.why.split(",")[0]) > 100,
  ) as number;

  test("ends at the smallest value that still fails, with the path that leads to it", async () => {
    const shrunk = await shrinkCase([many("a")], ID, 1, failing, fails, 1000);
    expect(shrunk.case.why).toBe("10,0");
    expect(shrunk.shrinks).toBeGreaterThan(0);
    expect(shrunk.path).toMatch(new RegExp(`^${failing}(:\\d+)+$`));
    expect(replayCase([many("a")], ID, 1, shrunk.path)).toEqual(shrunk.case);
  });

  test("asks no more often than its budget allows, and keeps what is known to fail", async () => {
    for (const budget of [0, 1, 5]) {
      let calls = 0;
      const shrunk = await shrinkCase(
        [many("a")],
        ID,
        1,
        failing,
        async (made) => {
          calls += 1;
          return fails(made);
        },
        budget,
      );
      expect(calls).toBeLessThanOrEqual(budget);
      expect(await fails(shrunk.case)).toBe(true);
      expect(replayCase([many("a")], ID, 1, shrunk.path)).toEqual(shrunk.case);
    }
  });

  test("a case with nothing smaller that fails stays as it is", async () => {
    const shrunk = await shrinkCase([many("a")], ID, 1, failing, async () => false, 1000);
    expect(shrunk).toEqual({ case: drawCase([many("a")], ID, 1, failing), path: `${failing}`, shrinks: 0 });
  });

  test("a single value has nothing smaller", async () => {
    const shrunk = await shrinkCase([only("a")], ID, 1, 0, async () => true, 1000);
    expect(shrunk).toEqual({ case: caseOf("a", "only"), path: "0", shrinks: 0 });
  });
});

describe("replayCase", () => {
  test("a number is the case that was drawn", () => {
    for (const k of [0, 1, 2, 7]) expect(replayCase(mixed, ID, 1, `${k}`)).toEqual(drawCase(mixed, ID, 1, k));
  });

  test.each(["", "x", "1:", "1:0", "-1", "0:999:999", "0x1"])("there is no case %j", (path) => {
    expect(() => replayCase(mixed, ID, 1, path)).toThrow(/has no case .*give a path as a report tells it/);
  });

  test("there is no case beyond single values", () => {
    expect(() => replayCase([only("a")], ID, 1, "1")).toThrow("has no case");
  });
});
