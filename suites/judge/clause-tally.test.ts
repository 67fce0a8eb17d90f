import { expect, onTestFinished, test, vi } from "vitest";
import type { Clause } from "../../specs/clause.ts";
import { view } from "../view/view.ts";
import { ClauseTally } from "./clause-tally.ts";
import { controlOf } from "./control.ts";
import {
  type FakeRequest,
  type FakeResponse,
  likeTheProbe,
  observationOf,
  SOUND,
  specification,
} from "./testing/fake-context.ts";

function observe(tally: ClauseTally, respond: (request: FakeRequest) => FakeResponse): void {
  const attempt = { ...controlOf(SOUND, specification), life: 0, repeat: 0, nonce: "nonce-1" };
  const observation = observationOf(attempt, (request) => respond({ ...request, index: 0 }));
  tally.observed(observation, view(observation, specification));
}

test("a verdict tells what was counted", () => {
  const tally = new ClauseTally(SOUND);
  observe(tally, () => ({ json: 1 }));
  observe(tally, () => ({ failure: "reset" }));
  tally.performed(2);
  expect(tally.verdict("error", { because: "no response" })).toEqual({
    clause: SOUND.id,
    level: "must",
    says: SOUND.says,
    outcome: "error",
    cases: 2,
    exchanges: 2,
    ms: expect.any(Number),
    queuedMs: expect.any(Number),
    because: "no response",
  });
});

test("the time in which a case is under way is counted once, and waiting apart from it", () => {
  vi.useFakeTimers({ now: 1_000 });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const tally = new ClauseTally(SOUND);
  const attempt = { ...controlOf(SOUND, specification), life: 0, repeat: 0, nonce: "nonce-1" };
  const made = observationOf(attempt, () => ({ json: 1 }));
  for (const [from, to] of [
    [1_100, 1_300],
    [1_200, 1_400],
    [1_900, 2_000],
  ] as const) {
    vi.setSystemTime(to);
    const calls = made.calls.map((call) => ({
      ...call,
      exchanges: call.exchanges.map((exchange) => ({ ...exchange, startedAt: from })),
    }));
    const observation = { ...made, calls };
    tally.observed(observation, view(observation, specification));
  }
  expect(tally.verdict("pass")).toMatchObject({ ms: 400, queuedMs: 600 });
});

test("a witness is remembered", () => {
  const tally = new ClauseTally(SOUND);
  observe(tally, () => ({ json: 1 }));
  expect(tally.witnessed).toBe(false);
  observe(tally, likeTheProbe);
  observe(tally, () => ({ json: 1 }));
  expect(tally.witnessed).toBe(true);
});

test.each<[string, Partial<Clause>, unknown]>([
  ["of a clause with one answer are not told", {}, undefined],
  [
    "of a clause with several are told",
    {
      expect: [
        { name: "a", schema: true },
        { name: "b", schema: true },
      ],
    },
    { a: 2, b: 1 },
  ],
  ["of a may clause are told", { level: "may" }, { a: 2, b: 1 }],
])("answers %s", (_, more, answers) => {
  const tally = new ClauseTally({ ...SOUND, ...more });
  for (const answer of ["a", "b", "a"]) tally.answered(answer);
  expect(tally.verdict("pass").answers).toEqual(answers);
});
