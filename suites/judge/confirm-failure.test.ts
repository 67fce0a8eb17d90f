import { expect, test } from "vitest";
import type { CaseResult, MissedCase } from "./case-judge.ts";
import { type Confirmation, confirmFailure, type SuspectedCase } from "./confirm-failure.ts";

const MISSED: MissedCase = { kind: "misses", violations: [], observation: { nonce: "n", calls: [] } };
const smallest: SuspectedCase = {
  case: { steps: [], why: "small", kind: "plain" },
  path: "7:0:1",
  shrinks: 2,
};
const original: SuspectedCase = { case: { steps: [], why: "large", kind: "plain" }, path: "7", shrinks: 0 };

/** Confirms with these results, by path; tells which cases were performed. */
async function confirmed(
  results: Readonly<Record<string, CaseResult>>,
): Promise<{ confirmation: Confirmation; paths: string[] }> {
  const paths: string[] = [];
  const confirmation = await confirmFailure([smallest, original], async (_, path, purpose) => {
    expect(purpose).toBe("confirmation");
    paths.push(path);
    return results[path] ?? { kind: "fits" };
  });
  return { confirmation, paths };
}

test("the minimal example is told when it fails again", async () => {
  const { confirmation, paths } = await confirmed({ "7:0:1": MISSED });
  expect(confirmation).toEqual({ confirmed: true, suspect: smallest, missed: MISSED });
  expect(paths).toEqual(["7:0:1"]);
});

test("the case that it was made from is told when only that fails again", async () => {
  const { confirmation } = await confirmed({ "7": MISSED });
  expect(confirmation).toEqual({ confirmed: true, suspect: original, missed: MISSED });
});

test("nothing is told that does not fail again, but what came instead", async () => {
  expect((await confirmed({})).confirmation).toEqual({ confirmed: false, instead: "not again" });
  expect((await confirmed({ "7": { kind: "error", says: "no reply" } })).confirmation).toEqual({
    confirmed: false,
    instead: "then no reply",
  });
});
