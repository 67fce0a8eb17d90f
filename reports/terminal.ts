import type { Verdict } from "../suites/judge/verdict.ts";
import type { RunEvent } from "../suites/run/run-event.ts";
import type { Conclusion } from "./exit-status.ts";
import { headText } from "./head-text.ts";
import { createProgress } from "./progress.ts";
import type { Report } from "./report.ts";
import { footText, reportText } from "./report-text.ts";
import { createStatusLine } from "./status-line.ts";
import { createStyle } from "./style.ts";
import { visible } from "./visible.ts";

/** Shows a run to a person while it goes on. Its head and findings go to `out`, its progress to `progress`. */
export interface Terminal {
  add(event: RunEvent): void;
  /**
   * Also shows the state of progress while no event comes.
   * @returns ends that
   */
  watch(): () => void;
  /** Shows the report, and the paths of the files it was written to. */
  end(report: Report, conclusion: Conclusion, files: readonly string[]): void;
}

/** The part of a process stream that is needed. */
export interface TerminalStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface TerminalOptions {
  readonly out: TerminalStream;
  readonly progress: TerminalStream;
  readonly colour: boolean;
  /** Show only the findings. */
  readonly quiet: boolean;
  /** Columns to use if `out` does not know them. */
  readonly columns?: number;
  /** A clock that only goes forward, in ms. */
  readonly now?: () => number;
}

/** Most failures that a terminal shows as they come. At the end it shows all of them, grouped by cause. */
const TOLD = 10;

/** How often it looks whether events still come. */
const LOOK_MS = 1000;

export function createTerminal(options: TerminalOptions): Terminal {
  const { out, progress, colour, quiet, now = () => performance.now() } = options;
  const width = (): number => out.columns ?? options.columns ?? 80;
  const style = (): ReturnType<typeof createStyle> => createStyle({ width: width(), colour });
  const state = createProgress(now);
  const status = createStatusLine(progress, width, now);
  let failures = 0;

  const clear = (): void => {
    if (!quiet) status.clear();
  };
  const draw = (): void => {
    if (!quiet) status.show((columns) => state.line(columns));
  };

  const tellFailure = ({ clause, level, failure }: Verdict): void => {
    failures += 1;
    if (failures > TOLD) return;
    clear();
    const [missed] = failure?.violations ?? [];
    const words = [
      `${clause}  ${level}`,
      ...(missed ? [`${missed.says}: expected ${missed.expected}, got ${missed.actual}`] : []),
    ].join(": ");
    const laidOut = createStyle({ width: width(), colour });
    const cross = laidOut.paint(level === "must" ? "red" : "yellow", "✗");
    progress.write(`${cross} ${laidOut.wrap("  ", visible(words)).slice(2)}\n`);
    if (failures === TOLD) progress.write("  further failures follow in the report at the end\n");
  };

  return {
    add(event) {
      state.add(event);
      if (event.type === "run-started" && !quiet) {
        clear();
        out.write(headText(event.run, event.clauses.length, style()));
      } else if (event.type === "notice" && !quiet) {
        clear();
        progress.write(`${visible(event.says)}\n`);
      } else if (event.type === "verdict" && status.live && !quiet) {
        const { outcome, deviation } = event.verdict;
        if (outcome === "fail" && deviation === undefined) tellFailure(event.verdict);
      }
      if (event.type === "exchange" || event.type === "verdict") draw();
    },
    watch() {
      const timer = setInterval(() => void (state.silent() && draw()), LOOK_MS);
      return () => clearInterval(timer);
    },
    end(report, conclusion, files) {
      clear();
      out.write(reportText(report, conclusion, style()));
      out.write(footText(report, files, style()));
    },
  };
}
