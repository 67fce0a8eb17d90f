import type { Fixture } from "../../specs/fixture.ts";
import { parseStartedTarget } from "../../targets/parse-started-target.ts";
import type { StartedTarget, Target } from "../../targets/target.ts";
import { within } from "../../targets/within.ts";

export interface StartTargetOptions {
  /** Of the specification: the features that there are. */
  readonly fixtures: readonly Fixture[];
  readonly progress: (says: string) => void;
  /** Ends the wait: what is awaited rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Default: ten minutes and 30 seconds. */
  readonly limits?: TargetLimits;
}

/** How long the functions of a target may be silent. */
export interface TargetLimits {
  /** Of `start` and `restart`, in ms. Each word of progress gives as much again: what is installed on first use takes minutes. */
  readonly startMs: number;
  /** Of `stop`, in ms. */
  readonly stopMs: number;
}

const LIMITS: TargetLimits = { startMs: 10 * 60_000, stopMs: 30_000 };

/**
 * Starts a target. Anybody may write one: what it returns is checked, and what goes wrong in its functions is told as its fault.
 * @throws UserError when it cannot be started; so do `restart` and `stop` of what is returned
 */
export async function startTarget(target: Target, options: StartTargetOptions): Promise<StartedTarget> {
  const { fixtures, progress, signal, limits = LIMITS } = options;
  const whose = `target ${target.name}`;
  let starting: Promise<unknown> | undefined;
  const start = (touch: () => void): Promise<unknown> => {
    starting = Promise.resolve(
      target.start((says) => {
        touch();
        progress(String(says));
      }),
    );
    return starting;
  };
  const returned = await within(limits.startMs, start, `${whose}: it could not be started`, signal).catch(
    (fault) => {
      // One that starts when nobody waits for it any more is not left running.
      starting?.then((late) => stopAnything(late, limits)).catch(() => {});
      throw fault;
    },
  );
  let started: StartedTarget;
  try {
    started = parseStartedTarget(returned, whose, fixtures);
  } catch (fault) {
    await stopAnything(returned, limits);
    throw fault;
  }
  const { restart, stop } = started;
  return {
    ...started,
    ...(restart && {
      restart: () => within(limits.startMs, restart, `${whose}: it could not be started again`, signal),
    }),
    stop: () => within(limits.stopMs, stop, `${whose}: it could not be stopped`),
  };
}

/** Stops what `start` returned, where that can be stopped at all: the fault that is told is another. */
async function stopAnything(returned: unknown, { stopMs }: TargetLimits): Promise<void> {
  const { stop } = (returned ?? {}) as Partial<StartedTarget>;
  if (typeof stop === "function") await within(stopMs, () => stop.call(returned), "").catch(() => {});
}
