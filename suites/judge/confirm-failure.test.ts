import { expect, test } from "vitest";
import type { CaseJudge, CaseResult, MissedCase } from "./case-judge.ts";
import { type Confirmation, confirmFailure, type SuspectedCase } from "./confirm-failure.ts";

const MISSED: MissedCase = { kind: "misses", violations: [], observation: { nonce: "n", calls: [] } };
const smallest: SuspectedCase = {
  case: { steps: [], why: "small", kind: "plain" },
  path: "7:0:1",
  shrinks: 2,
};
const original: SuspectedCase = { case: { steps: [], why: "large", kind: "plain" }, path: "7", shrinks: 0 };

/** Confirms with these results by path, and returns which cases were performed. Beside itself, the original case fails `crowded` times. */
async function confirmed(
  results: Readonly<Record<string, CaseResult>>,
  { beside = 0, crowded = 0 } = {},
): Promise<{ confirmation: Confirmation; paths: string[] }> {
  const paths: string[] = [];
  let flying = 0;
  const judgeCase: CaseJudge = async (_, path, purpose) => {
    expect(purpose).toBe("confirmation");
    paths.push(path);
    flying += 1;
    await new Promise((resolve) => setImmediate(resolve));
    const isCrowded = flying > beside - crowded;
    flying -= 1;
    return results[path] ?? (isCrowded && flying > 0 ? MISSED : { kind: "fits" });
  };
  const confirmation = await confirmFailure([smallest, original], judgeCase, beside);
  return { confirmation, paths };
}

test("the minimal example is told when it fails again", async () => {
  const { confirmation, paths } = await confirmed({ "7:0:1": MISSED });
  expect(confirmation).toEqual({ kind: "confirmed", suspect: smallest, missed: MISSED });
  expect(paths).toEqual(["7:0:1"]);
});

test("the case that it was made from is told when only that fails again", async () => {
  const { confirmation } = await confirmed({ "7": MISSED });
  expect(confirmation).toEqual({ kind: "confirmed", suspect: original, missed: MISSED });
});

test("nothing is told that does not fail again, but what came instead", async () => {
  expect((await confirmed({})).confirmation).toEqual({ kind: "not again", instead: "not again" });
  expect((await confirmed({ "7": { kind: "error", says: "no response" } })).confirmation).toEqual({
    kind: "not again",
    instead: "then no response",
  });
});

test("what fails beside other calls only is counted", async () => {
  const { confirmation, paths } = await confirmed({}, { beside: 10, crowded: 3 });
  expect(confirmation).toEqual({ kind: "beside", failed: 3, of: 10 });
  expect(paths).toEqual(["7:0:1", ...Array(11).fill("7")]);
});

test("what does not fail beside other calls either did not fail again", async () => {
  expect((await confirmed({}, { beside: 10 })).confirmation).toMatchObject({ kind: "not again" });
});
