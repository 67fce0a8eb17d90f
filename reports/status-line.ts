import { clearLine, cursorTo } from "node:readline";
import type { TerminalStream } from "./terminal.ts";

/** What a command is doing. On a terminal this is one line that is redrawn, in a file or a CI log a further line now and then. */
export interface StatusLine {
  /** Whether the line is redrawn. */
  readonly live: boolean;
  /**
   * Shows a text, unless the last one is too recent.
   * @param text gives at most so many columns
   */
  show(text: (columns: number) => string): void;
  /** Removes the line before other text is written. */
  clear(): void;
}

/** How often the line is redrawn on a terminal, and how often a line is added to a file or a CI log. */
const REDRAW_MS = 100;
const REPEAT_MS = 10_000;

/**
 * @param columns columns to use if the stream does not know them
 * @param now a clock that only goes forward, in ms
 */
export function createStatusLine(
  stream: TerminalStream,
  columns: () => number = () => 80,
  now: () => number = () => performance.now(),
): StatusLine {
  const live = stream.isTTY === true;
  let drawnAt = now();
  const clear = (): void => {
    if (!live) return;
    cursorTo(stream, 0);
    clearLine(stream, 0);
  };
  return {
    live,
    clear,
    show(text) {
      if (now() - drawnAt < (live ? REDRAW_MS : REPEAT_MS)) return;
      drawnAt = now();
      clear();
      // Some terminals claim to have 0 columns.
      stream.write(live ? text((stream.columns || columns()) - 1) : `${text(columns())}\n`);
    },
  };
}
