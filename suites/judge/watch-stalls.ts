/** Interval of the check, in ms. */
const EVERY = 20;

/** Stalls of this process while it was watched. */
export interface Stalls {
  /** The longest stall in ms since a moment (ms since the epoch). During a stall the process cannot see arrivals. */
  longestSince(moment: number): number;
  /** Stops watching. */
  end(): void;
}

/**
 * Measures how long this process cannot see what arrives, because it computes or another process has the processor. Everything that arrived meanwhile
 * seems to have arrived at the end of the stall.
 */
export function watchStalls(): Stalls {
  const seen: { readonly at: number; readonly ms: number }[] = [];
  let last = performance.now();
  const look = (): void => {
    const now = performance.now();
    const ms = now - last - EVERY;
    if (ms > EVERY) seen.push({ at: now, ms });
    last = now;
  };
  const timer = setInterval(look, EVERY);
  return {
    longestSince(moment) {
      look();
      const since = moment - performance.timeOrigin;
      return Math.max(
        0,
        ...seen.filter(({ at }) => at > since).map(({ at, ms }) => Math.min(ms, at - since)),
      );
    },
    end: () => clearInterval(timer),
  };
}
