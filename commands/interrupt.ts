import type { Io } from "./io.ts";

/** The exit status for SIGINT in a shell: 128 + 2. */
export const INTERRUPTED = 130;

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Restores the previous behavior of Ctrl-C. */
  readonly end: () => void;
}

/**
 * The first Ctrl-C aborts the signal, and the run ends with its findings so far. The second ends the process at once.
 * @param hurry called at the second Ctrl-C, to shorten work that may take long to end. Then the third Ctrl-C ends the process
 */
export function onInterrupt(io: Io, hurry?: () => void): Interrupt {
  const controller = new AbortController();
  let next = hurry;
  const end = io.onInterrupt(() => {
    if (controller.signal.aborted) {
      if (next === undefined) process.exit(INTERRUPTED);
      next();
      next = undefined;
      return;
    }
    io.err.write(
      `\nstopping; the report covers what was judged so far${hurry ? "" : " (Ctrl-C again to quit at once)"}\n`,
    );
    controller.abort();
  });
  return { signal: controller.signal, end };
}
