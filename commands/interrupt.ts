import type { Io } from "./io.ts";

/** What 128 + SIGINT means to a shell. */
export const INTERRUPTED = 130;

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Lets Ctrl-C do again what it did before. */
  readonly end: () => void;
}

/**
 * Ctrl-C once: the signal aborts, and the run ends with what is known. Twice: the process ends at once.
 * @param hurry what the second Ctrl-C does instead, once, where ending may take long
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
