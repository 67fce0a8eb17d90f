import { uncaughtText } from "./fault-text.ts";
import { hider } from "./hider.ts";
import type { Io } from "./io.ts";

/** Ctrl-C, the end of a service or a CI job, and the end of the terminal: reports are written all the same. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The process itself. */
export function processIo(): Io {
  // Whoever reads our output may stop reading, or a disk be full: the work goes on, what cannot be written is dropped.
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
  // Node itself would print a stack trace and exit with 1, which says that a subject does not conform.
  process.once("uncaughtException", async (fault) => {
    // What else goes wrong by then changes nothing.
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
