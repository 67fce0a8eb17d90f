import { Writable } from "node:stream";
import type { Command } from "commander";
import type { Io } from "../io.ts";

/** The output and exit status of a command that was called in this process. */
export interface Called {
  readonly out: string;
  readonly err: string;
  readonly exitCode: number;
}

class Sink extends Writable {
  text = "";
  readonly #heard: (text: string) => void;
  constructor(heard: (text: string) => void = () => {}) {
    super();
    this.#heard = heard;
  }
  override _write(chunk: unknown, _: string, done: () => void): void {
    this.text += String(chunk);
    this.#heard(this.text);
    done();
  }
}

export interface CallOptions {
  readonly cwd?: string;
  readonly env?: Io["env"];
  /** Called with a function that interrupts the command, as Ctrl-C does. */
  readonly interrupt?: (interrupt: () => void) => void;
  /** Called with the output so far, at each new piece. */
  readonly heard?: (out: string) => void;
}

/**
 * Calls a command as the command line does.
 * @throws what the command throws
 */
export async function call(
  command: (io: Io) => Command,
  args: readonly string[],
  options: CallOptions = {},
): Promise<Called> {
  return calling(options, async (io) => {
    await command(io)
      .exitOverride()
      .configureOutput({ writeErr: () => {} })
      .parseAsync(args, { from: "user" });
    return io.exitCode;
  });
}

/** Calls a function with its own `Io`, and returns its output and exit status. */
export async function calling(
  { cwd = "/", env = {}, interrupt, heard }: CallOptions,
  act: (io: Io) => Promise<number>,
): Promise<Called> {
  const [out, err] = [new Sink(heard), new Sink()];
  const exitCode = await act({
    out,
    err,
    env,
    cwd,
    onInterrupt(listener) {
      interrupt?.(listener);
      return () => {};
    },
    exitCode: 0,
  });
  return { out: out.text, err: err.text, exitCode };
}
