import { expect, test } from "vitest";
import type { Clause } from "../../specs/clause.ts";
import { judge } from "./judge.ts";
import {
  type FakeRequest,
  type FakeResponse,
  fakeContext,
  likeTheProbe,
  SOUND,
  steps,
} from "./testing/fake-context.ts";

/** A clause whose one call takes 1 s. */
const SLOW: Clause = {
  ...SOUND,
  id: "invoke/test/slow",
  given: steps({ $probe: { sleep: { ms: 1_000 }, return: { value: { nonce: "{nonce}" } } } }),
};

/** Answers the control, and nothing else. */
const silent =
  (response: FakeResponse) =>
  (request: FakeRequest): FakeResponse =>
    request.attempt.purpose === "control" ? likeTheProbe(request) : response;

test.each([
  ["silence", { failure: "silence", afterMs: 21_000 }, "21 s"],
  ["a connection that is closed after a wait", { failure: "reset", afterMs: 5_000 }, "5.0 s"],
] as const)(
  "%s, twice, beside a control that is answered at once, is a failure",
  async (_, response, time) => {
    const context = fakeContext(silent(response));
    const verdict = await judge(SLOW, context);
    expect(verdict).toMatchObject({
      outcome: "fail",
      failure: {
        shrinks: 0,
        violations: [
          {
            expected: "a response",
            actual: `no response within ${time}; the control got a response in 1 ms`,
          },
        ],
        exchanges: [{ failure: { kind: response.failure } }],
      },
    });
    expect([...new Set(context.performed.map(({ purpose }) => purpose))]).toEqual([
      "first",
      "control",
      "confirmation",
    ]);
  },
);

test.each([
  ["the control is not answered either", () => ({ failure: "silence", afterMs: 21_000 })],
  ["it did not last longer than the call should take", silent({ failure: "silence", afterMs: 2_500 })],
  ["the connection was lost at once", silent({ failure: "reset", afterMs: 5 })],
  [
    "it did not come again",
    (request: FakeRequest) =>
      request.index === 0 ? { failure: "silence", afterMs: 21_000 } : likeTheProbe(request),
  ],
  [
    "the control takes long itself when nothing else is in flight",
    (request: FakeRequest) =>
      request.attempt.purpose === "control"
        ? { ...likeTheProbe(request), endAt: 4_000 }
        : { failure: "silence", afterMs: 21_000 },
  ],
] as [string, (request: FakeRequest) => FakeResponse][])(
  "silence blames nobody where %s",
  async (_, respond) => {
    expect(await judge(SLOW, fakeContext(respond))).toMatchObject({ outcome: "error" });
  },
);

test("a may clause notes no silence", async () => {
  const context = fakeContext(silent({ failure: "silence", afterMs: 21_000 }));
  expect(await judge({ ...SLOW, level: "may" }, context)).toMatchObject({ outcome: "error" });
});
