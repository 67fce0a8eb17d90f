import { duration } from "../reports/duration.ts";
import { createStatusLine } from "../reports/status-line.ts";
import type { TerminalStream } from "../reports/terminal.ts";

/** Says what a command waits for while it has nothing to report. */
export interface Waiting {
  /** What it waits for from now on: `trying streaming`. */
  for(says: string): void;
  /** Removes what it showed, before a line is written. */
  clear(): void;
}

const LOOK_MS = 1000;

/**
 * Shows what some work waits for, and for how long: on a terminal in a line that is redrawn, elsewhere in a further line every 10 seconds.
 */
export async function whileWaiting<T>(
  stream: TerminalStream,
  work: (waiting: Waiting) => Promise<T>,
): Promise<T> {
  const status = createStatusLine(stream);
  let doing = "";
  let since = performance.now();
  const show = (): void =>
    status.show((columns) => `${doing}, for ${duration(performance.now() - since)}`.slice(0, columns));
  const timer = setInterval(() => void (doing !== "" && show()), LOOK_MS);
  try {
    return await work({
      for(says) {
        doing = says;
        since = performance.now();
        if (status.live) show();
      },
      clear: status.clear,
    });
  } finally {
    clearInterval(timer);
    status.clear();
  }
}
