import { uncaughtText } from "./fault-text.ts";
import type { Io } from "./io.ts";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** The process itself. */
export function processIo(): Io {
  // Whoever reads our output may stop reading, or a disk be full: the work goes on, what cannot be written is dropped.
  process.stderr.on("error", () => {});
  let lost = false;
  process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    if (code === "EPIPE" || lost) return;
    lost = true;
    process.stderr.write(`lambda-conformance: what it prints cannot be written: ${message}\n`);
    process.once("exit", () => {
      process.exitCode ||= 2;
    });
  });
  // Node itself would print a stack trace and exit with 1, which says that a subject does not conform.
  process.on("uncaughtException", (fault) => {
    process.stderr.write(uncaughtText(fault));
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
