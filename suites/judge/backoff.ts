import { pause } from "../../drivers/pause.ts";

/** The successive waits, in ms, of a run whose endpoint throttles every request. */
const WAITS = [250, 500, 1000, 2000];

/**
 * The waits of a run whose endpoint throttles it. All cases wait together, a little longer each time, until one is served. If none is
 * served after the longest wait, no case waits any more.
 */
export interface Backoff {
  /** @returns false, without a wait, if the earlier waits did not help */
  wait(signal: AbortSignal): Promise<boolean>;
  /** Reports that a case was served, so that the next wait is short again. */
  served(): void;
}

export function createBackoff(waits: readonly number[] = WAITS): Backoff {
  let waited = 0;
  let underWay: Promise<boolean> | undefined;
  const next = async (ms: number, signal: AbortSignal): Promise<boolean> => {
    await pause(ms, signal).catch(() => undefined);
    underWay = undefined;
    return true;
  };
  return {
    async wait(signal) {
      if (underWay) return underWay;
      const ms = waits[waited];
      if (ms === undefined) return false;
      waited += 1;
      underWay = next(ms, signal);
      return underWay;
    },
    served() {
      waited = 0;
    },
  };
}
