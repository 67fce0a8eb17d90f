import type { TerminalStream } from "../reports/terminal.ts";

/** What a command uses of its process. Tests pass their own. */
export interface Io {
  readonly out: TerminalStream;
  readonly err: TerminalStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Base of relative paths. */
  readonly cwd: string;
  /** Calls the listener at each Ctrl-C, termination request, or end of the terminal. Returns a function that stops this. */
  onInterrupt(listener: () => void): () => void;
  /** Status to exit with: 0 unless a command sets another one. */
  exitCode: number;
}
