import { expect, test } from "vitest";
import type { Case, InvokeStep } from "../../generators/case.ts";
import { view } from "../view/view.ts";
import type { PlannedAttempt } from "./case-attempt.ts";
import type { Performed } from "./perform-case.ts";
import { observationOf, REFUSED, specification } from "./testing/fake-context.ts";
import { createTwins } from "./twins.ts";

const step = (name: string): InvokeStep => ({
  do: "invoke",
  operation: "Invoke",
  input: { FunctionName: name },
});

function breaking(value: string, twin: string): PlannedAttempt {
  const made: Case = { steps: [step(value)], twin: [step(twin)], why: value, kind: "plain" };
  return { clause: REFUSED, case: made, path: "0", purpose: "first", twin: false };
}

/** Twins that get this status, and the attempts that were sent for them. */
function twinsOf(status: number): { twins: ReturnType<typeof createTwins>; sent: PlannedAttempt[] } {
  const sent: PlannedAttempt[] = [];
  const twins = createTwins(async (planned): Promise<Performed> => {
    sent.push(planned);
    const attempt = { ...planned, life: 0, repeat: 0, nonce: "n" };
    const observation = observationOf(attempt, () => ({ status }));
    return { observation, seen: view(observation, specification) };
  });
  return { twins, sent };
}

test("cases with the same twin send it once", async () => {
  const { twins, sent } = twinsOf(400);
  const both = await Promise.all([twins(breaking("a!", "probe")), twins(breaking("b!", "probe"))]);
  expect(both[0]).toBe(both[1]);
  await twins(breaking("c!", "other"));
  expect(sent.map(({ twin, case: made }) => [twin, made.why])).toEqual([
    [true, "a!"],
    [true, "c!"],
  ]);
});

test("a twin that is not refused is not kept", async () => {
  expect(await twinsOf(200).twins(breaking("a!", "probe"))).toBeUndefined();
  expect(await twinsOf(400).twins(breaking("a!", "probe"))).toMatchObject({ seen: { status: 400 } });
});

test("a twin that could not be performed is told", async () => {
  const twins = createTwins(async () => ({ says: "no response" }));
  expect(await twins(breaking("a!", "probe"))).toEqual({ says: "no response" });
});
