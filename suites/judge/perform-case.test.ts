import { describe, expect, test } from "vitest";
import type { Clause } from "../../specs/clause.ts";
import { createAttempts } from "./attempts.ts";
import { createBackoff } from "./backoff.ts";
import { controlOf } from "./control.ts";
import type { JudgeContext } from "./judge-context.ts";
import { createLife } from "./life.ts";
import { type Performed, performCase } from "./perform-case.ts";
import { TargetDied } from "./target-died.ts";
import {
  type FakeContext,
  type FakeResponse,
  fakeContext,
  likeTheProbe,
  SOUND,
  specification,
} from "./testing/fake-context.ts";

const TOO_MANY: FakeResponse = { error: "TooManyRequestsException" };
const OK: FakeResponse = { json: null };

function perform(context: JudgeContext, clause: Clause = SOUND): Promise<Performed> {
  return performCase(controlOf(clause, specification), createAttempts(1, 0), context);
}

/** A subject that gives these responses one after another, and the last one to all further requests. */
function subject(responses: readonly FakeResponse[], more: Partial<JudgeContext> = {}): FakeContext {
  return fakeContext(({ index }) => responses[index] ?? (responses.at(-1) as FakeResponse), more);
}

test("what a case shows is told once, raw and as clauses see it", async () => {
  const context = fakeContext(likeTheProbe);
  const performed = await perform(context);
  expect(performed).toMatchObject({ seen: { status: 200, witness: true } });
  expect(context.seen).toEqual(context.performed);
  expect(context.performed).toHaveLength(1);
});

test("a case shows nothing where the real service may take longer than it was waited for", async () => {
  const context = fakeContext(likeTheProbe);
  const perform: FakeContext["perform"] = async (attempt, signal) => ({
    ...(await context.perform(attempt, signal)),
    ledger: [{ at: 1 }],
    gaveUp: { afterMs: 20_000, atLeast: 3, serviceMs: 180_000 },
  });
  expect(
    await performCase(controlOf(SOUND, specification), createAttempts(1, 0), { ...context, perform }),
  ).toEqual({
    says: expect.stringMatching(
      /^1 of 3 executions and messages came within 20 s, but AWS may take 180 s; give --patience 180 to wait for them/,
    ),
  });
});

describe("a request that is throttled", () => {
  test("is sent again, each time with a nonce of its own, and every response is told", async () => {
    const context = subject([TOO_MANY, TOO_MANY, OK]);
    expect(await perform(context)).toMatchObject({ seen: { status: 200 } });
    expect(new Set(context.performed.map(({ nonce }) => nonce)).size).toBe(3);
    expect(context.seen).toHaveLength(3);
  });

  test("blames nobody when waiting does not help", async () => {
    const context = subject([TOO_MANY], { backoff: createBackoff([0, 0]) });
    expect(await perform(context)).toEqual({
      says: expect.stringMatching(/^throttled: 429 TooManyRequestsException; a lower --concurrency may help/),
    });
    expect(context.performed).toHaveLength(3);
  });

  test("is given up after 10 more requests, however long the backoff would go on", async () => {
    const context = subject([TOO_MANY], { backoff: createBackoff(Array(100).fill(0)) });
    expect(await perform(context)).toHaveProperty("says");
    expect(context.performed).toHaveLength(11);
  });

  test("shortens the next wait once it is served", async () => {
    let served = 0;
    const backoff = {
      wait: async () => true,
      served: () => {
        served += 1;
      },
    };
    await perform(subject([TOO_MANY, OK], { backoff }));
    expect(served).toBe(1);
  });

  test.each<[string, Partial<Clause>]>([
    ["is about throttling", { requires: ["throttled"] }],
    ["binds clients", { binds: "client" }],
  ])("is what a clause looks at that %s", async (_, more) => {
    const context = subject([TOO_MANY]);
    expect(await perform(context, { ...SOUND, ...more })).toMatchObject({ seen: { status: 429 } });
    expect(context.performed).toHaveLength(1);
  });
});

describe("a request without a response", () => {
  test("is sent again, once, when its connection was lost", async () => {
    const context = subject([{ failure: "reset" }, OK]);
    expect(await perform(context)).toMatchObject({ seen: { status: 200 } });
    expect(context.performed).toHaveLength(2);
  });

  test("blames nobody when the connection is lost twice", async () => {
    const context = subject([{ failure: "reset" }]);
    expect(await perform(context)).toEqual({ says: expect.stringMatching(/^no response: it was reset/) });
    expect(context.performed).toHaveLength(2);
  });

  test("is not sent again after silence, which takes long", async () => {
    const context = subject([{ failure: "silence" }]);
    expect(await perform(context)).toMatchObject({
      says: expect.stringMatching(/^no response: it was silence/),
      silence: { afterMs: 0 },
    });
    expect(context.performed).toHaveLength(1);
  });

  test("ends the life of a subject that answers nothing else either", async () => {
    const context = subject([{ failure: "refused" }], { alive: async () => false });
    const died = await perform(context).catch((fault: unknown) => fault);
    expect(died).toBeInstanceOf(TargetDied);
    expect((died as TargetDied).attempt).toBe(context.performed[0]);
    expect(context.life.over).toBe(true);
  });

  test("is what a case asks for whose client leaves early", async () => {
    const control = controlOf(SOUND, specification);
    const [step] = control.case.steps;
    const steps = [{ ...step, wire: { leave: { afterMs: 1, of: "sent" } } }] as typeof control.case.steps;
    const context = subject([{ failure: "reset" }]);
    const performed = await performCase(
      { ...control, case: { ...control.case, steps } },
      createAttempts(1, 0),
      context,
    );
    expect(performed).toHaveProperty("seen");
    expect(context.performed).toHaveLength(1);
  });
});

describe("an interrupted run", () => {
  test("sends nothing any more", async () => {
    const context = subject([OK], { life: createLife(0, AbortSignal.abort()) });
    expect(await perform(context)).toEqual({ says: "interrupted" });
    expect(context.performed).toEqual([]);
  });

  test("ignores what it gave up itself", async () => {
    const stop = new AbortController();
    const life = createLife(0, stop.signal);
    const context = fakeContext(
      () => {
        stop.abort();
        return { failure: "reset" };
      },
      { life },
    );
    expect(await perform(context)).toEqual({ says: "interrupted" });
    expect(context.seen).toEqual([]);
    expect(life.over).toBe(false);
  });
});

test("a case that cannot be sent is told with why it was made", async () => {
  const context = subject([OK], { perform: () => Promise.reject(new Error("no such place")) });
  expect(await perform(context)).toEqual({
    says: "the case could not be performed: no such place (the control: the probe is told to return a fresh nonce)",
  });
});
