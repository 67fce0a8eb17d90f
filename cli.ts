#!/usr/bin/env node
import { readFileSync } from "node:fs";

// An older Node.js has to get as far as the check: all else is imported after it, and nothing here is newer than what it parses.
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
  // Half of a start is compiling what a command loads: Node keeps it for the next one.
  enableCompileCache();
  const { collectEarly } = await import("./commands/garbage.ts");
  collectEarly();
  const { processIo } = await import("./commands/process-io.ts");
  const { main } = await import("./commands/main.ts");
  let isDone = false;
  process.once("exit", (status) => {
    if (isDone || status !== 0) return;
    // What a command waits for may never come, such as a promise of somebody's target: that is no success.
    process.stderr.write("lambda-conformance: ended before it was done: what it waited for can never come\n");
    process.exitCode = 2;
  });
  const status = await main(process.argv.slice(2), processIo());
  isDone = true;
  // What was printed reaches its reader; then whatever a target of somebody's left open keeps nobody waiting.
  process.stdout.write("", () => process.stderr.write("", () => process.exit(status)));
}
