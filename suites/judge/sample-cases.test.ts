import { describe, expect, test } from "vitest";
import type { Case } from "../../generators/case.ts";
import type { CaseResult } from "./case-judge.ts";
import { type SampledCases, type SamplingOptions, sampleCases } from "./sample-cases.ts";

const FITS: CaseResult = { kind: "fits" };
const DENIED: CaseResult = { kind: "denied" };
const ERROR: CaseResult = { kind: "error", says: "no response" };

function missed(number: number): CaseResult {
  return {
    kind: "misses",
    violations: [{ says: `case ${number}`, expected: "", actual: "" }],
    observation: { nonce: "n", calls: [] },
  };
}

/** Samples cases that fit, except for these results. Returns which cases were performed, and how many were counted. */
async function sampled(
  results: Readonly<Record<number, CaseResult>>,
  more: Partial<SamplingOptions> = {},
): Promise<{ outcome: SampledCases; numbers: number[]; counted: number }> {
  const numbers: number[] = [];
  let counted = 0;
  const outcome = await sampleCases({
    draw: (number): Case => ({ steps: [], why: `${number}`, kind: "plain" }),
    wanted: 60,
    judgeCase: async (_, path, purpose) => {
      expect(purpose).toBe("first");
      numbers.push(Number(path));
      return results[Number(path)] ?? FITS;
    },
    isOpen: false,
    signal: new AbortController().signal,
    performed: (cases) => {
      counted += cases;
    },
    ...more,
  });
  return { outcome, numbers, counted };
}

test("all cases are performed when none breaks the clause", async () => {
  const { outcome, numbers, counted } = await sampled({});
  expect(outcome).toEqual({ kind: "kept", refuses: false });
  expect(numbers).toEqual(Array.from({ length: 60 }, (_, number) => number));
  expect(counted).toBe(60);
});

test("the cases end where the clause has no more", async () => {
  const draw = (number: number): Case | undefined =>
    number < 3 ? { steps: [], why: "", kind: "plain" } : undefined;
  const { outcome, counted } = await sampled({}, { draw });
  expect(outcome).toEqual({ kind: "kept", refuses: false });
  expect(counted).toBe(3);
});

test("a case that was refused, unlike its twin, is told", async () => {
  const { outcome } = await sampled({ 7: { kind: "fits", refused: true } });
  expect(outcome).toEqual({ kind: "kept", refuses: true });
});

test("a clause without cases keeps nothing that was counted", async () => {
  const { outcome, counted } = await sampled({}, { draw: () => undefined });
  expect(outcome).toEqual({ kind: "kept", refuses: false });
  expect(counted).toBe(0);
});

describe("a case that breaks the clause", () => {
  test("ends the sampling with its batch", async () => {
    const { outcome, counted } = await sampled({ 27: missed(27) });
    expect(outcome).toMatchObject({ kind: "failed", number: 27, case: { why: "27" } });
    expect(counted).toBe(50);
  });

  test("is kept without the megabytes that may have come", async () => {
    const { outcome } = await sampled({ 27: missed(27) });
    const violations = [{ says: "case 27", expected: "", actual: "" }];
    expect(outcome).toHaveProperty("missed", { kind: "misses", violations, hurried: false });
  });

  test("is the one with the lowest number, whichever ends first", async () => {
    const slow = new Promise<CaseResult>((resolve) => setTimeout(resolve, 5, missed(3)));
    const { outcome } = await sampled(
      {},
      { judgeCase: async (_, path) => (path === "3" ? slow : path === "9" ? missed(9) : FITS) },
    );
    expect(outcome).toMatchObject({ kind: "failed", number: 3 });
  });

  test("is the plainest of its batch", async () => {
    const input = { FunctionName: "{function}" };
    const draw = (number: number): Case => ({
      steps: [
        {
          do: "invoke",
          operation: "Invoke",
          input,
          ...(number < 4 && { wire: { headers: [["X-Odd", "1"]] } }),
        },
      ],
      why: `${number}`,
      kind: "plain",
    });
    const { outcome } = await sampled({ 2: missed(2), 5: missed(5), 7: missed(7) }, { draw });
    expect(outcome).toMatchObject({ kind: "failed", number: 5 });
  });

  test("outweighs a case that showed nothing", async () => {
    expect((await sampled({ 1: ERROR, 2: missed(2) })).outcome).toMatchObject({ kind: "failed", number: 2 });
  });

  test("does not end the sampling of a may clause", async () => {
    const { outcome, counted } = await sampled({ 2: missed(2) }, { isOpen: true });
    expect(outcome).toMatchObject({ kind: "kept" });
    expect(counted).toBe(60);
  });
});

test("a case that showed nothing ends the sampling", async () => {
  const { outcome, counted } = await sampled({ 4: ERROR });
  expect(outcome).toEqual(ERROR);
  expect(counted).toBe(25);
});

test("a case that was not permitted outweighs all others of its batch", async () => {
  expect((await sampled({ 1: missed(1), 2: DENIED })).outcome).toEqual(DENIED);
});

test("an interrupted run blames nobody", async () => {
  const stop = new AbortController();
  const judgeCase = async (): Promise<CaseResult> => {
    stop.abort();
    return missed(0);
  };
  expect((await sampled({}, { judgeCase, signal: stop.signal })).outcome).toEqual({ kind: "interrupted" });
});

test("a fault is thrown when nothing of its batch is under way any more", async () => {
  let ended = 0;
  const judgeCase = async (_: Case, path: string): Promise<CaseResult> => {
    if (path === "0") throw new Error("died");
    await new Promise((resolve) => setTimeout(resolve, 5));
    ended += 1;
    return FITS;
  };
  await expect(sampled({}, { judgeCase })).rejects.toThrow("died");
  expect(ended).toBe(24);
});
