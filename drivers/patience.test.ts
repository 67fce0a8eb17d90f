import { describe, expect, test } from "vitest";
import type { Step } from "../generators/case.ts";
import type { LedgerEntry, Observation } from "./observation.ts";
import { createPatience, type Patience } from "./patience.ts";

const EVENT: Step = { do: "invoke", operation: "Invoke", input: { InvocationType: "Event" } };
const once: readonly Step[] = [EVENT, { do: "collect", atLeast: 1 }];
const retried: readonly Step[] = [EVENT, { do: "collect", atLeast: 3, serviceMs: 180_000 }];

/** What a case showed: its request began at 0 ms, and the collector received these entries, or an entry at each of these times. */
function told(...entries: readonly (number | LedgerEntry)[]): Observation {
  const exchange = { startedAt: 0, origin: "", request: {} } as never;
  return {
    nonce: "n",
    calls: [{ step: EVENT as never, input: {}, exchanges: [exchange] }],
    ledger: entries.map((entry) => (typeof entry === "number" ? { at: entry } : entry)),
  };
}

function limits(patience: Patience, steps: readonly Step[], whole = false): (number | undefined)[] {
  return patience.limited(steps, whole).flatMap((step) => (step.do === "collect" ? [step.limitMs] : []));
}

describe("a wait for something to happen", () => {
  test("lasts as long as the patience allows until something has happened", () => {
    expect(limits(createPatience({ ms: 20_000 }), once)).toEqual([20_000]);
  });

  test("lasts a multiple of what such things took, within the patience and above a floor", () => {
    const patience = createPatience({ ms: 20_000 });
    patience.learned(once, told(30));
    expect(limits(patience, once)).toEqual([5_000]);
    patience.learned(once, told(900));
    expect(limits(patience, once)).toEqual([9_000]);
    patience.learned(once, told(12_000));
    expect(limits(patience, once)).toEqual([20_000]);
  });

  test("lasts as long as the patience allows where it is to be whole, or where the real service takes long", () => {
    const patience = createPatience({ ms: 20_000 });
    patience.learned(once, told(30));
    expect(limits(patience, once, true)).toEqual([20_000]);
    expect(limits(patience, retried)).toEqual([20_000]);
    patience.unhurried();
    expect(limits(patience, once)).toEqual([20_000]);
  });

  test("within a time that the clause is about is left as it is", () => {
    const window: Step = { do: "collect", atLeast: 2, withinMs: 500 };
    const patience = createPatience({ ms: 20_000 });
    expect(patience.limited([window], false)).toEqual([window]);
    expect(patience.learned([window], told(1))).not.toHaveProperty("gaveUp");
  });
});

test("waits that a clause ties to the patience are shortened to that multiple of it", () => {
  const steps: readonly Step[] = [
    { do: "wait", ms: 30_000, patience: 1.5 },
    { do: "collect", atLeast: 4, withinMs: 10_000, patience: 0.5 },
  ];
  expect(createPatience({ ms: 8_000 }).limited(steps, false)).toMatchObject([
    { ms: 12_000 },
    { withinMs: 4_000 },
  ]);
  expect(createPatience({ ms: 60_000 }).limited(steps, true)).toMatchObject([
    { ms: 30_000 },
    { withinMs: 10_000 },
  ]);
});

describe("what did not happen", () => {
  test("is told with how long it was waited for", () => {
    const patience = createPatience({ ms: 20_000 });
    const steps = patience.limited(once, false);
    expect(patience.learned(steps, told()).gaveUp).toEqual({ afterMs: 20_000, atLeast: 1 });
    expect(patience.learned(steps, told(5))).not.toHaveProperty("gaveUp");
  });

  test("after a wait that was cut short is told as that", () => {
    const patience = createPatience({ ms: 20_000 });
    patience.learned(once, told(30));
    const steps = patience.limited(once, false);
    expect(patience.learned(steps, told()).gaveUp).toEqual({ afterMs: 5_000, atLeast: 1, hurried: true });
  });

  test("may yet come where the real service takes longer than the patience, unless the target is known not to", () => {
    const gaveUp = { afterMs: 20_000, atLeast: 3 };
    for (const [options, entries, expected] of [
      [{ ms: 20_000 }, [5], { ...gaveUp, serviceMs: 180_000 }],
      [{ ms: 20_000, suffices: true }, [5], gaveUp],
      [{ ms: 200_000 }, [5], { ...gaveUp, afterMs: 200_000 }],
      // A dead letter comes last.
      [{ ms: 20_000 }, [5, { at: 6, deadLetter: {} }], gaveUp],
      [{ ms: 20_000 }, [5, { at: 6, destination: {} }], gaveUp],
    ] as const) {
      const patience = createPatience(options);
      const steps = patience.limited(retried, false);
      expect(patience.learned(steps, told(...entries)).gaveUp, JSON.stringify(options)).toEqual(expected);
    }
  });
});
