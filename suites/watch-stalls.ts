/** How often it is looked, in ms. */
const EVERY = 20;

/**
 * Watches how long this process is kept from seeing what arrives: while it computes, or another has the processor. All that came
 * meanwhile seems to have come at the end of the stall.
 * @returns ends it, and gives the longest stall in ms
 */
export function watchStalls(): () => number {
  let last = performance.now();
  let longest = 0;
  const look = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last - EVERY);
    last = now;
  };
  const timer = setInterval(look, EVERY);
  return () => {
    look();
    clearInterval(timer);
    return longest;
  };
}
