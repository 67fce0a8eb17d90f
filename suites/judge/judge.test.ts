import { describe, expect, test } from "vitest";
import type { Clause } from "../../specs/clause.ts";
import { UserError } from "../../specs/user-error.ts";
import { examine, isSuspicion, judge, judgeReplay } from "./judge.ts";
import { createLife } from "./life.ts";
import { TargetDied } from "./target-died.ts";
import {
  ECHOED,
  type FakeContext,
  type FakeRequest,
  type FakeResponse,
  fakeContext,
  likeTheProbe,
  REFUSED,
  SOUND,
} from "./testing/fake-context.ts";

/** Loses text that is not ASCII. */
const asciiOnly = (request: FakeRequest): FakeResponse =>
  /^[\x20-\x7e]*$/.test(JSON.stringify(request.json)) ? likeTheProbe(request) : { json: "?" };

function purposes({ performed }: FakeContext): string[] {
  return [...new Set(performed.map(({ purpose }) => purpose))];
}

describe("a clause passes", () => {
  test("when every case fits and the control shows that the probe ran", async () => {
    const context = fakeContext(likeTheProbe);
    expect(await judge(ECHOED, context)).toMatchObject({ outcome: "pass", cases: 30, exchanges: 31 });
    expect(purposes(context)).toEqual(["first", "control"]);
  });

  test("without a control when a case gave the witness", async () => {
    const context = fakeContext(likeTheProbe);
    expect(await judge(SOUND, context)).toMatchObject({ outcome: "pass", cases: 1, exchanges: 1 });
  });

  test("without a control when its cases count beside their twins", async () => {
    const context = fakeContext(({ attempt }) =>
      attempt.twin ? { json: null } : { error: "ValidationException" },
    );
    expect(await judge(REFUSED, context)).toMatchObject({ outcome: "pass" });
    expect(purposes(context)).toEqual(["first"]);
  });

  test("without a control when it binds a client", async () => {
    const context = fakeContext(() => ({ json: null }));
    expect(await judge({ ...SOUND, binds: "client" }, context)).toMatchObject({ outcome: "pass" });
    expect(context.performed).toHaveLength(1);
  });
});

describe("a clause fails", () => {
  test("with a minimal example that was confirmed", async () => {
    const context = fakeContext(asciiOnly, { cases: 100 });
    const { outcome, failure, exchanges } = await judge(ECHOED, context);
    expect(outcome).toBe("fail");
    expect(failure?.exchanges[0]?.request.body.length).toBeLessThan(12);
    expect(failure?.shrinks).toBeGreaterThan(0);
    expect(purposes(context)).toEqual(["first", "shrinking", "confirmation"]);
    expect(exchanges).toBe(context.performed.length);
    const [last] = context.performed.slice(-1);
    expect(last).toMatchObject({ purpose: "confirmation", case: failure?.case });
    expect(failure?.replay).toBe(`${ECHOED.id}:1:${last?.path}`);
  });

  test("with the case itself when the minimal example does not fail again", async () => {
    const context = fakeContext((request) => {
      const { purpose, path } = request.attempt;
      return purpose === "confirmation" && path.includes(":") ? likeTheProbe(request) : asciiOnly(request);
    });
    const { outcome, failure } = await judge(ECHOED, context);
    expect(outcome).toBe("fail");
    expect(failure).toMatchObject({ shrinks: 0, replay: expect.stringMatching(/:\d+$/) });
  });

  test("of the same seed in the same way", async () => {
    const [first, second] = [
      fakeContext(asciiOnly, { cases: 100 }),
      fakeContext(asciiOnly, { cases: 100 }),
    ] as const;
    const [one, other] = [await judge(ECHOED, first), await judge(ECHOED, second)];
    expect(one.failure?.replay).toBe(other.failure?.replay);
    expect(first.performed.map(({ nonce }) => nonce)).toEqual(second.performed.map(({ nonce }) => nonce));
  });
});

describe("a clause blames nobody", () => {
  test("when no response shows that the probe ran", async () => {
    const { outcome, because, failure } = await judge(
      ECHOED,
      fakeContext(({ json }) => ({ json })),
    );
    expect(outcome).toBe("error");
    expect(because).toMatch(/^no response shows that the probe ran: .* but returned 200 \{"\$probe"/);
    expect(failure).toBeUndefined();
  });

  test("when the twins of its cases are refused in the same way", async () => {
    const context = fakeContext(() => ({ error: "ValidationException" }));
    expect(await judge(REFUSED, context)).toMatchObject({
      outcome: "error",
      because: expect.stringMatching(/^the same request without the fault is rejected/),
    });
  });

  test("when its failure does not come again", async () => {
    const context = fakeContext((request) => (request.index === 0 ? { status: 500 } : likeTheProbe(request)));
    expect(await judge(SOUND, context)).toMatchObject({
      outcome: "error",
      because: expect.stringMatching(
        /^flaky: it failed once and not again: status, expected .*, got 500 \(.*; replay invoke\/test\/sound:1:0\)$/,
      ),
    });
  });

  test("when it fails beside other calls only", async () => {
    // Its case is performed once, then twice alone, then 10 times beside itself: every third of those fails.
    const context = fakeContext((request) =>
      request.index === 0 || (request.index > 2 && request.index % 3 === 0)
        ? { status: 500 }
        : likeTheProbe(request),
    );
    expect(await judge(SOUND, context)).toMatchObject({
      outcome: "error",
      because: expect.stringMatching(
        /^fails beside other calls: 4 of 10 times, never alone: status, .*, got 500 \(.*; replay invoke\/test\/sound:1:0\)$/,
      ),
    });
  });

  test("when it was not waited for as long as it may take, and what it waits for comes later", async () => {
    const context = fakeContext((request) => (request.index < 1 ? { status: 500 } : likeTheProbe(request)));
    const perform: FakeContext["perform"] = async (attempt, signal) => {
      const isFirst = context.performed.length === 0;
      const observation = await context.perform(attempt, signal);
      return isFirst
        ? { ...observation, gaveUp: { afterMs: 5_000, atLeast: 1, hurried: true } }
        : observation;
    };
    expect(await judge(SOUND, { ...context, perform })).toMatchObject({ outcome: "pass" });
  });

  test("when it fails once, and nothing goes side by side", async () => {
    const context = fakeContext(
      (request) => (request.index === 0 ? { status: 500 } : likeTheProbe(request)),
      { concurrency: 1 },
    );
    expect((await judge(SOUND, context)).because).toMatch(/^flaky/);
    expect(context.performed).toHaveLength(3);
  });

  test("whose failure is not confirmed before the run ends", async () => {
    const examined = await examine(
      SOUND,
      fakeContext(() => ({ status: 500 })),
    );
    expect(isSuspicion(examined) && examined.unconfirmed()).toMatchObject({
      outcome: "error",
      because: expect.stringMatching(/^interrupted before this failure could be confirmed/),
    });
  });

  test("in a later life of the subject: what is confirmed there has nonces of its own", async () => {
    const first = fakeContext(() => ({ status: 500 }));
    const later = fakeContext(() => ({ status: 500 }), { life: createLife(1, new AbortController().signal) });
    const examined = await examine(SOUND, first);
    if (!isSuspicion(examined)) throw new Error("it was to fail");
    expect(await examined.confirm(later)).toMatchObject({ outcome: "fail" });
    const nonces = [...first.performed, ...later.performed].map(({ nonce }) => nonce);
    expect(new Set(nonces).size).toBe(nonces.length);
    expect(later.performed).toMatchObject([{ life: 1, purpose: "confirmation" }]);
  });

  test("when the run is interrupted before its failure is confirmed", async () => {
    const stop = new AbortController();
    const context = fakeContext(
      ({ attempt }) => {
        if (attempt.purpose === "confirmation") stop.abort();
        return { status: 500 };
      },
      { life: createLife(0, stop.signal) },
    );
    expect(await judge(SOUND, context)).toMatchObject({
      outcome: "error",
      because: expect.stringMatching(/^interrupted before this failure could be confirmed: /),
    });
  });

  test.each<[string, (request: FakeRequest) => FakeResponse, object]>([
    [
      "is denied access",
      () => ({ error: "AccessDeniedException", status: 403 }),
      { outcome: "uncovered", because: expect.stringMatching(/^no permission/) },
    ],
    [
      "gets no response",
      () => ({ failure: "silence" }),
      { outcome: "error", because: expect.stringMatching(/^no response/) },
    ],
    [
      "gets no response to its control",
      ({ attempt, json }) => (attempt.purpose === "control" ? { failure: "silence" } : { json }),
      { outcome: "error", because: expect.stringMatching(/^no response/) },
    ],
  ])("when it %s", async (_, respond, verdict) => {
    expect(await judge(ECHOED, fakeContext(respond))).toMatchObject(verdict);
  });

  test("when it has no cases", async () => {
    const none: Clause = { ...SOUND, given: { every: "exchange", where: true } };
    expect(await judge(none, fakeContext(likeTheProbe))).toMatchObject({
      outcome: "error",
      because: "no case could be drawn for this clause: its generator is faulty",
    });
  });

  test("when the subject dies: that is thrown", async () => {
    const context = fakeContext(() => ({ failure: "refused" }), { alive: async () => false });
    await expect(judge(ECHOED, context)).rejects.toThrow(TargetDied);
  });
});

test("a may clause notes the answers of all its cases", async () => {
  const open: Clause = { ...ECHOED, level: "may" };
  const { outcome, answers, cases } = await judge(
    open,
    fakeContext(() => ({ status: 201, json: 1 })),
  );
  expect(outcome).toBe("noted");
  expect(cases).toBe(30);
  expect(Object.keys(answers ?? {})).toEqual(["other: 201"]);
});

test("a heavy clause has few cases", async () => {
  const verdict = await judge({ ...ECHOED, cost: "heavy" }, fakeContext(likeTheProbe, { cases: 100 }));
  expect(verdict).toMatchObject({ outcome: "pass", cases: 6 });
});

describe("a replay", () => {
  test("performs the minimal example of a failure, once, with the same content", async () => {
    const first = fakeContext(asciiOnly, { cases: 100 });
    const { failure } = await judge(ECHOED, first);
    const path = failure?.replay.slice(`${ECHOED.id}:1:`.length) as string;
    const again = fakeContext(asciiOnly);
    const replayed = await judgeReplay(ECHOED, path, again);
    expect(again.performed).toMatchObject([{ path, purpose: "first", case: failure?.case }]);
    expect(replayed).toMatchObject({ outcome: "fail", cases: 1, failure: { replay: failure?.replay } });
  });

  test("performs the control", async () => {
    const context = fakeContext(likeTheProbe);
    expect(await judgeReplay(ECHOED, "control", context)).toMatchObject({ outcome: "pass" });
    expect(purposes(context)).toEqual(["control"]);
  });

  test.each<[string, Clause, FakeResponse, string]>([
    ["that fits", SOUND, { json: 1 }, "pass"],
    ["of a may clause that fits", { ...SOUND, level: "may" }, { json: 1 }, "noted"],
    ["of a may clause that does not", { ...SOUND, level: "may" }, { status: 500 }, "noted"],
    ["that is denied access", SOUND, { error: "AccessDeniedException", status: 403 }, "uncovered"],
    ["that gets no response", SOUND, { failure: "silence" }, "error"],
  ])("of a case %s tells so", async (_, clause, response, outcome) => {
    expect(
      (
        await judgeReplay(
          clause,
          "0",
          fakeContext(() => response),
        )
      ).outcome,
    ).toBe(outcome);
  });

  test("of a case that the clause does not have is refused", async () => {
    await expect(judgeReplay(SOUND, "7", fakeContext(likeTheProbe))).rejects.toThrow(UserError);
  });
});

describe("a clause is uncovered without a probe", () => {
  test("when its cases are refused as their twins are", async () => {
    const context = fakeContext(() => ({ error: "ResourceNotFoundException" }), { probe: false });
    expect(await judge(REFUSED, context)).toMatchObject({
      outcome: "uncovered",
      because: expect.stringMatching(/^no probe: the same request without the fault is rejected/),
    });
  });

  test("when only a witness could show that it is kept", async () => {
    const context = fakeContext(() => ({ json: null }), { probe: false });
    expect(await judge(SOUND, context)).toMatchObject({ outcome: "uncovered", because: "no probe" });
    expect(purposes(context)).toEqual(["first"]);
  });
});
