import { expect, test } from "vitest";
import { UserError } from "../specs/user-error.ts";
import { parseTarget } from "./parse-target.ts";

const SOUND = { name: "mine", start: async () => ({}) };

test("what is as it must be is taken as it is", () => {
  const target = {
    ...SOUND,
    concurrency: 8,
    diesOf: ["invoke/status/event"],
    deviations: [{ clause: "invoke/log/*", reason: "none are kept" }],
  };
  expect(parseTarget(target, "target x")).toBe(target);
});

test.each<[object, string]>([
  [{ name: undefined }, '"name" is missing; it must be a text, like "mine"'],
  [{ start: "go" }, '"start" is "go"; it must be a function'],
  [{ concurrency: "8" }, '"concurrency" is "8"; it must be a whole number, 1 or more'],
  [{ concurrency: 0 }, '"concurrency" is 0; it must be a whole number, 1 or more'],
  [{ concurency: 8 }, 'it has no member "concurency"; did you mean "concurrency"?'],
  [{ diesOf: "invoke/status/event" }, '"diesOf" is "invoke/status/event"; it must be a list of clause ids'],
  [{ deviations: {} }, '"deviations" is an object; it must be a list of deviations'],
  [{ deviations: [{ clause: "invoke/log/*" }] }, '/deviations/0: the member "reason" is missing'],
  [
    { deviations: [{ clause: "invoke/log/*", reason: "x", expires: "soon" }] },
    "/deviations/0/expires: must match pattern",
  ],
])("%j is told with the member and what it must be", (wrong, says) => {
  const parse = (): unknown => parseTarget({ ...SOUND, ...wrong }, "target ./mine.ts");
  expect(parse).toThrow(UserError);
  expect(parse).toThrow(`target ./mine.ts: its default export: ${says}`);
});
