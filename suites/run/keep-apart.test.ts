import { describe, expect, test } from "vitest";
import type { Clause } from "../../specs/clause.ts";
import { SOUND } from "../judge/testing/fake-context.ts";
import { createKeepApart, endsEnvironment } from "./keep-apart.ts";

function telling(instruction: unknown): Clause["given"] {
  const input = { FunctionName: "{function}" };
  return {
    scenario: "steps",
    steps: [{ do: "invoke", operation: "Invoke", input, payload: { json: { $probe: instruction } } }],
  };
}

const EXITS: Clause = { ...SOUND, id: "exits", given: telling({ exit: { code: 1 } }) };

describe("a clause ends an environment", () => {
  test.each<[string, Clause, boolean]>([
    ["tells the probe to exit", EXITS, true],
    [
      "tells it to return what cannot be serialized",
      { ...SOUND, given: telling({ unserialisable: true }) },
      true,
    ],
    ["runs into a timeout", { ...SOUND, requires: ["short-timeout"] }, true],
    ["tells it to return a value", SOUND, false],
    ["sends the word as a value", { ...SOUND, given: telling({ return: { value: { exit: 1 } } }) }, false],
  ])("that %s: %#", (_, clause, ends) => {
    expect(endsEnvironment(clause)).toBe(ends);
  });
});

test("what ends an environment begins when the others are over, and several go side by side", async () => {
  const keepApart = createKeepApart();
  const order: string[] = [];
  const work = (name: string, turns: number) => async (): Promise<void> => {
    order.push(`${name} begins`);
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    order.push(`${name} ends`);
  };
  await Promise.all([
    keepApart(SOUND, work("a", 1)),
    keepApart(SOUND, work("b", 4)),
    keepApart(EXITS, work("x", 2)),
    keepApart(EXITS, work("y", 2)),
  ]);
  expect(order).toEqual([
    "a begins",
    "b begins",
    "a ends",
    "b ends",
    "x begins",
    "y begins",
    "x ends",
    "y ends",
  ]);
});

test("what waits is beside everything", async () => {
  const keepApart = createKeepApart();
  let over = false;
  const waiting = keepApart({ ...SOUND, cost: "waits" }, async () => {
    while (!over) await new Promise((resolve) => setImmediate(resolve));
  });
  await keepApart(EXITS, async () => {
    over = true;
  });
  await waiting;
});

test("work that fails is over, too", async () => {
  const keepApart = createKeepApart();
  const failing = keepApart(SOUND, () => Promise.reject(new Error("died")));
  const apart = keepApart(EXITS, async () => "begun");
  await expect(failing).rejects.toThrow("died");
  expect(await apart).toBe("begun");
});
