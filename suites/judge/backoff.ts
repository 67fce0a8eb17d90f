import { pause } from "../../drivers/pause.ts";

/** Waits, in ms, of a run whose endpoint answers nothing but that it is asked for too much. */
const WAITS = [250, 500, 1000, 2000];

/**
 * What a run waits where its endpoint is asked for more than it stands just then: all cases wait together, a little longer each time
 * until one is served, and none any more where the endpoint serves nobody.
 */
export interface Backoff {
  /** @returns false, at once, where waiting did not help */
  wait(signal: AbortSignal): Promise<boolean>;
  /** A case was served: the next wait is short again. */
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
