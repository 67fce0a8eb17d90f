import type { Fixture } from "../../specs/fixture.ts";
import { parseStartedTarget } from "../../targets/parse-started-target.ts";
import type { StartedTarget, Target } from "../../targets/target.ts";
import { within } from "../../targets/within.ts";

export interface StartTargetOptions {
  /** All features of the specification. */
  readonly fixtures: readonly Fixture[];
  readonly progress: (says: string) => void;
  /** Ends the wait: pending operations reject with its reason. */
  readonly signal?: AbortSignal;
  /** Default: 10 minutes for starting and 30 s for stopping. */
  readonly limits?: TargetLimits;
}

/** How long the functions of a target may be silent. */
export interface TargetLimits {
  /** For `start` and `restart`, in ms. Each progress message restarts the time, because an installation on first use takes minutes. */
  readonly startMs: number;
  /** For `stop`, in ms. */
  readonly stopMs: number;
}

const LIMITS: TargetLimits = { startMs: 10 * 60_000, stopMs: 30_000 };

/**
 * Starts a target. Anybody may write one, so its result is checked, and errors in its functions are reported as its faults.
 * @throws UserError if it cannot be started; so do `restart` and `stop` of the result
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
      // Stop a target that starts when nobody waits for it any more.
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

/** Stops what `start` returned, if possible. Its own errors are ignored, because another fault is reported. */
async function stopAnything(returned: unknown, { stopMs }: TargetLimits): Promise<void> {
  const { stop } = (returned ?? {}) as Partial<StartedTarget>;
  if (typeof stop === "function") await within(stopMs, () => stop.call(returned), "").catch(() => {});
}
