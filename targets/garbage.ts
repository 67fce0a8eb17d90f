import { setFlagsFromString } from "node:v8";

/** Resident memory, in bytes, that no ordinary run reaches. A run reaches it only when an endpoint sends more than it was asked for. */
const MUCH = 240 * 2 ** 20;
/** How often the resident memory is looked at, in ms. */
const EVERY_MS = 50;

let isMuch = false;

/**
 * Makes V8 collect garbage early in this process. On a machine with much memory, V8 keeps hundreds of megabytes of garbage, but a run of
 * thousands of responses must stay under 250 MB. If memory still grows beyond that, V8 prefers small memory to speed from then on.
 */
export function collectEarly(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=50");
  const timer = setInterval(() => {
    if (process.memoryUsage.rss() < MUCH) return;
    isMuch = true;
    preferSmall(true);
    clearInterval(timer);
  }, EVERY_MS);
  timer.unref();
}

/**
 * Makes V8 prefer small memory to speed, or stop doing so. Bodies of several megabytes are garbage as soon as they are judged. To collect
 * them so eagerly during a whole run would take a third more CPU time.
 */
export function preferSmall(isPreferred: boolean): void {
  setFlagsFromString(isPreferred || isMuch ? "--optimize-for-size" : "--no-optimize-for-size");
}
