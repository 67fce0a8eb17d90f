/** How often it is looked, in ms. */
const EVERY = 20;

/** What was seen of this process while it was watched. */
export interface Stalls {
  /** The longest time in ms, since a moment on the clock of `Date`, for which it saw nothing of what arrived. */
  longestSince(moment: number): number;
  /** Watches no more. */
  end(): void;
}

/**
 * Watches how long this process is kept from seeing what arrives: while it computes, or another has the processor. All that came
 * meanwhile seems to have come at the end of the stall.
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
