import { expect, test, vi } from "vitest";
import { loadSpecification } from "../../specs/load-specification.ts";
import { UserError } from "../../specs/user-error.ts";
import type { StartedTarget, Target } from "../../targets/target.ts";
import { type StartTargetOptions, startTarget } from "./start-target.ts";

const { fixtures } = loadSpecification();
const SOUND: StartedTarget = {
  url: new URL("http://127.0.0.1:4566"),
  function: "probe",
  region: "us-east-1",
  account: "000000000000",
  partition: "aws",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  without: [],
  signs: false,
  stop: async () => {},
};
const never = (): Promise<never> => new Promise(() => {});

function start(
  does: Target["start"],
  more: Partial<StartTargetOptions> = {},
): ReturnType<typeof startTarget> {
  const limits = { startMs: 50, stopMs: 50 };
  return startTarget({ name: "mine", start: does }, { fixtures, progress: () => {}, limits, ...more });
}

test("what it says on the way is heard, as text", async () => {
  const progress = vi.fn();
  await start(
    async (tell) => {
      tell("installing");
      tell(7 as never);
      return SOUND;
    },
    { progress },
  );
  expect(progress.mock.calls).toEqual([["installing"], ["7"]]);
});

test.each<[string, Target["start"], string]>([
  [
    "throws",
    () => {
      throw new Error("no port");
    },
    "it could not be started: no port",
  ],
  ["rejects with no error", () => Promise.reject("no port"), "it could not be started: no port"],
  ["never settles", never, "it could not be started: not finished after 0.05 s"],
  ["is of other words", () => Promise.reject(new UserError("install Docker")), "install Docker"],
])("a start that %s", async (_, does, says) => {
  await expect(start(does)).rejects.toThrow(UserError);
  await expect(start(does)).rejects.toThrow(new RegExp(`(^|target mine: )${says}$`));
});

test("a start that tells of its progress is waited for", async () => {
  await start(async (tell) => {
    for (let told = 0; told < 5; told++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      tell("still installing");
    }
    return SOUND;
  });
});

test("a wait that is ended rejects with its reason, and what starts afterwards is stopped", async () => {
  const stop = vi.fn(async () => {});
  const ending = new AbortController();
  let finish: (started: StartedTarget) => void = () => {};
  const starting = start(() => new Promise((resolve) => (finish = resolve)), { signal: ending.signal });
  ending.abort(new Error("Ctrl-C"));
  await expect(starting).rejects.toThrow(/^Ctrl-C$/);
  finish({ ...SOUND, stop });
  await vi.waitFor(() => expect(stop).toHaveBeenCalledOnce());
});

test("what is not as it must be is stopped before it is told", async () => {
  const stop = vi.fn(() => Promise.reject(new Error("no")));
  await expect(start(async () => ({ ...SOUND, region: "", stop }))).rejects.toThrow('"region" is ""');
  expect(stop).toHaveBeenCalledOnce();
});

test.each([
  [
    "throws",
    () => {
      throw new Error("boom");
    },
    "boom",
  ],
  ["rejects", () => Promise.reject(new Error("boom")), "boom"],
  ["never settles", never, "not finished after 0.05 s"],
])("a stop or restart that %s is told as its fault", async (_, does, says) => {
  const started = await start(async () => ({ ...SOUND, restart: does, stop: does }));
  await expect(started.stop()).rejects.toThrow(
    new UserError(`target mine: it could not be stopped: ${says}`),
  );
  await expect(started.restart?.()).rejects.toThrow(
    new UserError(`target mine: it could not be started again: ${says}`),
  );
});
