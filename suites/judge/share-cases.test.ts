import { describe, expect, test } from "vitest";
import type { Clause } from "../../specs/clause.ts";
import { examine } from "./judge.ts";
import { createShareCases } from "./share-cases.ts";
import {
  type FakeContext,
  fakeContext,
  likeTheProbe,
  REFUSED,
  SOUND,
  steps,
} from "./testing/fake-context.ts";

const OTHER: Clause = { ...SOUND, id: "invoke/test/other" };

function contextFor(clauses: readonly Clause[], respond = likeTheProbe): FakeContext {
  return fakeContext(respond, { cases: 1, share: createShareCases(clauses) });
}

describe("clauses with the same given", () => {
  test("are judged by the same exchanges, which count once for passive clauses", async () => {
    const context = contextFor([SOUND, OTHER]);
    const verdicts = await Promise.all([examine(SOUND, context), examine(OTHER, context)]);
    expect(context.performed.map(({ clause }) => clause.id)).toEqual([SOUND.id]);
    expect(context.seen).toHaveLength(1);
    for (const verdict of verdicts) expect(verdict).toMatchObject({ outcome: "pass", exchanges: 1 });
  });

  test("share the twin of a breaking case, too", async () => {
    // With its id, it draws the same case.
    const message: Clause = { ...REFUSED };
    const context = contextFor([REFUSED, message], ({ attempt }) =>
      attempt.twin ? { json: null } : { error: "ValidationException" },
    );
    await examine(REFUSED, context);
    expect(await examine(message, context)).toMatchObject({ outcome: "pass", exchanges: 2 });
    expect(context.performed.map(({ twin }) => twin)).toEqual([false, true]);
  });

  test("each perform a case that showed nothing", async () => {
    const context = contextFor([SOUND, OTHER], () => ({ failure: "silence" }));
    await Promise.all([examine(SOUND, context), examine(OTHER, context)]);
    const first = context.performed.filter(({ purpose }) => purpose === "first");
    expect(first.map(({ clause }) => clause.id)).toEqual([SOUND.id, OTHER.id]);
  });

  test("perform their cases alone once the others are judged", async () => {
    const context = contextFor([SOUND, OTHER]);
    await examine(SOUND, context);
    context.share.judged(SOUND);
    context.share.judged(OTHER);
    await examine(OTHER, context);
    expect(context.performed).toHaveLength(2);
  });

  test("share no failure: each confirms its own", async () => {
    const context = contextFor([SOUND, OTHER], () => ({ status: 201 }));
    for (const clause of [SOUND, OTHER]) {
      const examined = await examine(clause, context);
      if ("confirm" in examined) await examined.confirm(context);
    }
    const confirmations = context.performed.filter(({ purpose }) => purpose === "confirmation");
    expect(new Set(confirmations.map(({ clause }) => clause.id))).toEqual(new Set([SOUND.id, OTHER.id]));
  });
});

test("a clause that makes the same calls twice gets two performances", async () => {
  const share = createShareCases([SOUND, OTHER]);
  const context = contextFor([SOUND, OTHER]);
  const [first] = [await examine(SOUND, { ...context, share })];
  expect(first).toMatchObject({ outcome: "pass" });
  await examine(SOUND, { ...context, share });
  expect(context.performed).toHaveLength(2);
});

test("a may clause does not share waits with one that is judged again", async () => {
  const sound = { do: "invoke", operation: "Invoke", input: { FunctionName: "{function}" } } as const;
  const given: Clause["given"] = { scenario: "steps", steps: [sound, { do: "collect", atLeast: 1 }] };
  const waits: Clause = { ...SOUND, given };
  const open: Clause = { ...waits, id: "invoke/test/open", level: "may" };
  const context = contextFor([waits, open]);
  await examine(waits, context);
  await examine(open, context);
  expect(context.performed.filter(({ purpose }) => purpose === "first")).toHaveLength(2);
});

test("clauses that differ in what they are given share nothing", async () => {
  const other: Clause = {
    ...OTHER,
    given: steps({ $probe: { return: { value: { nonce: "{nonce}", n: 1 } } } }),
  };
  const context = contextFor([SOUND, other]);
  await examine(SOUND, context);
  await examine(other, context);
  expect(context.performed).toHaveLength(2);
});
