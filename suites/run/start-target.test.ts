import { expect, test } from "vitest";
import { UserError } from "../../specs/user-error.ts";
import type { StartedTarget, Target } from "../../targets/target.ts";
import { startTarget } from "./start-target.ts";

function started(start: () => unknown): Promise<StartedTarget> {
  return startTarget({ name: "mine", start: async () => start() } as Target, () => {});
}

test.each<[string, () => unknown, string]>([
  [
    "throws",
    () => {
      throw new Error("boom");
    },
    "it could not be started: boom",
  ],
  ["gives nothing", () => undefined, 'what its "start" gives has no "url" that is a URL'],
  [
    "cannot be stopped",
    () => ({ url: new URL("http://127.0.0.1:1") }),
    'what its "start" gives has no "stop"',
  ],
  [
    "has no credentials",
    () => ({ url: new URL("http://127.0.0.1:1"), stop: async () => {} }),
    'what its "start" gives has no "credentials"',
  ],
])("a target whose start %s is told in one line", async (_, start, says) => {
  await expect(started(start)).rejects.toThrow(new UserError(`target mine: ${says}`));
});

test("what a target tells its user itself is left as it is", async () => {
  const own = new UserError("install Docker first");
  await expect(
    started(() => {
      throw own;
    }),
  ).rejects.toBe(own);
});

test("a started target is given as it is", async () => {
  const target = { url: new URL("http://127.0.0.1:1"), stop: async () => {}, credentials: {} };
  expect(await started(() => target)).toBe(target);
});
