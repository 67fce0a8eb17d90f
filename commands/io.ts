import type { TerminalStream } from "../reports/terminal.ts";

/** What a command touches of its process; tests hand in their own. */
export interface Io {
  readonly out: TerminalStream;
  readonly err: TerminalStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where paths begin. */
  readonly cwd: string;
  /** Calls back at each Ctrl-C, request to terminate, or end of the terminal, until the returned function is called. */
  onInterrupt(listener: () => void): () => void;
  /** Status to exit with; 0 unless a command sets it. */
  exitCode: number;
}
