import { uncaughtText } from "./fault-text.ts";
import { hider } from "./hider.ts";
import type { Io } from "./io.ts";

/** Signals that end a command: Ctrl-C, the end of a CI job or a service, and the end of the terminal. Reports are still written. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The `Io` of this process. */
export function processIo(): Io {
  // The reader of our output may stop reading, or a disk may be full. The work goes on, and output that cannot be written is lost.
  process.stderr.on("error", () => {});
  let lost = false;
  process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    if (code === "EPIPE" || lost) return;
    lost = true;
    process.stderr.write(`lambda-conformance: cannot write to standard output: ${message}\n`);
    process.once("exit", () => {
      process.exitCode ||= 2;
    });
  });
  // Node's default would print a stack trace and exit with 1, which means that a subject does not conform.
  process.once("uncaughtException", async (fault) => {
    // Ignore later errors: the process is already ending.
    process.on("uncaughtException", () => {});
    process.stderr.write(uncaughtText(fault, await hider(process.env, process.argv)));
    process.exit(2);
  });
  return {
    out: process.stdout,
    err: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    onInterrupt(listener) {
      for (const signal of SIGNALS) process.on(signal, listener);
      return () => {
        for (const signal of SIGNALS) process.off(signal, listener);
      };
    },
    exitCode: 0,
  };
}
