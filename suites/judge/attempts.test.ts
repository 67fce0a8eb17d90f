import { expect, test } from "vitest";
import { createAttempts, passiveConfirmationOf } from "./attempts.ts";
import type { PlannedAttempt } from "./case-attempt.ts";
import { nonceOf } from "./nonce-of.ts";
import { SOUND } from "./testing/fake-context.ts";

const CASE = { steps: [], why: "a case", kind: "plain" };

function planned(more: Partial<PlannedAttempt> = {}): PlannedAttempt {
  return { clause: SOUND, case: CASE, path: "3", purpose: "first", twin: false, ...more };
}

test("each performance of a case has a nonce of its own", () => {
  const attempts = createAttempts(1, 0);
  const made = [attempts(planned()), attempts(planned()), attempts(planned({ purpose: "confirmation" }))];
  expect(made.map(({ repeat }) => repeat)).toEqual([0, 1, 2]);
  expect(made.map(({ nonce }) => nonce)).toEqual(
    [0, 1, 2].map((repeat) => nonceOf(1, SOUND.id, { path: "3", repeat })),
  );
});

test("twins, smaller cases and other cases are counted apart", () => {
  const attempts = createAttempts(1, 0);
  attempts(planned());
  for (const other of [{ twin: true }, { purpose: "shrinking" }, { path: "4" }] as const) {
    expect(attempts(planned(other)).repeat).toBe(0);
  }
});

test("another life of the subject has other nonces", () => {
  const [first, second] = [0, 1].map((life) => createAttempts(1, life)(planned()));
  expect(first?.nonce).not.toBe(second?.nonce);
  expect(second).toMatchObject({ life: 1, repeat: 0 });
});

test("the confirmation of a passive failure is an attempt of its own, with a nonce made of the first one", () => {
  const attempts = createAttempts(1, 4);
  attempts(planned());
  const attempt = attempts(planned());
  const again = passiveConfirmationOf(attempt, 1);
  expect(again).toEqual({ ...attempt, purpose: "passive-confirmation", nonce: `${attempt.nonce}b` });
});
