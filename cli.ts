#!/usr/bin/env node
import { readFileSync } from "node:fs";

/** Long enough for V8 to compile one function, in ms. */
const IDLE_MS = 10;

// Old versions of Node.js must be able to run this check, so this file uses no newer syntax and imports everything else afterwards.
const { engines } = JSON.parse(readFileSync(new URL("./package.json", import.meta.url), "utf8")) as {
  readonly engines: { readonly node: string };
};
const needed = engines.node.replace(">=", "");
if (isOlder(process.versions.node, needed)) {
  process.stderr.write(
    `lambda-conformance: Node.js ${needed} or newer is needed, and this is ${process.versions.node}: https://nodejs.org\n`,
  );
  process.exitCode = 2;
} else void start();

function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = than.split(".").map(Number);
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}

async function start(): Promise<void> {
  const { enableCompileCache } = await import("node:module");
  // Compiling takes half of a start. With this cache, Node.js compiles only once.
  enableCompileCache();
  const { collectEarly } = await import("./targets/garbage.ts");
  collectEarly();
  const { processIo } = await import("./commands/process-io.ts");
  const { main } = await import("./commands/main.ts");
  let isDone = false;
  process.once("exit", (status) => {
    if (isDone || status !== 0) return;
    // The command still waits for something that never comes, such as a promise of a user's target. That is not a success.
    process.stderr.write("lambda-conformance: ended before it was done: what it waited for can never come\n");
    process.exitCode = 2;
  });
  const status = await main(process.argv.slice(2), processIo());
  isDone = true;
  for (const output of [process.stdout, process.stderr])
    await new Promise<void>((written) => output.write("", () => written()));
  await idle();
  // Exits even when a user's target left something open.
  process.exit(status);
}

/**
 * Does nothing for a moment, twice. V8 compiles in the background, and may need the main thread for a garbage collection before it can go on. In
 * process.exit the main thread waits for that compilation, so both would wait forever: https://github.com/nodejs/node/issues/54918
 */
async function idle(): Promise<void> {
  for (let moments = 0; moments < 2; moments++) await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
}
