import { expect, test } from "vitest";
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
  expect(tally.verdict("error", { because: "no reply" })).toEqual({
    clause: SOUND.id,
    level: "must",
    says: SOUND.says,
    outcome: "error",
    cases: 2,
    exchanges: 2,
    ms: expect.any(Number),
    because: "no reply",
  });
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
