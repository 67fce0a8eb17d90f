import { execFileSync } from "node:child_process";
import { test } from "vitest";

/**
 * vitest's `test`, or a test that is skipped by name where a command does not succeed: where Python, Go or a package is not
 * there. With LAMBDA_CONFORMANCE_REQUIRE_ALL=1, as CI has it, nothing is skipped: what is missing fails.
 * @param command what must succeed, with its arguments
 */
export function requireOrSkip(...command: Command): typeof test {
  return process.env["LAMBDA_CONFORMANCE_REQUIRE_ALL"] === "1" ? test : skipUnlessThere(...command);
}

/** The same for what even CI need not have. */
export function skipUnlessThere(...[command, ...args]: Command): typeof test {
  try {
    execFileSync(command, args, { stdio: "ignore", timeout: 20_000 });
    return test;
  } catch {
    return test.skip as typeof test;
  }
}

type Command = [command: string, ...args: string[]];
