import { execFileSync } from "node:child_process";
import { test } from "vitest";

/**
 * vitest's `test`, or a skipped test if a command fails, for example because Python, Go or a package is missing. With
 * LAMBDA_CONFORMANCE_REQUIRE_ALL=1, which CI sets, nothing is skipped, so that missing programs fail.
 * @param command the command that must succeed, with its arguments
 */
export function requireOrSkip(...command: Command): typeof test {
  return process.env["LAMBDA_CONFORMANCE_REQUIRE_ALL"] === "1" ? test : skipUnlessThere(...command);
}

/** The same for programs that even CI need not have. */
export function skipUnlessThere(...[command, ...args]: Command): typeof test {
  try {
    execFileSync(command, args, { stdio: "ignore", timeout: 20_000 });
    return test;
  } catch {
    return test.skip as typeof test;
  }
}

type Command = [command: string, ...args: string[]];
