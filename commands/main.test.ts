import { expect, test } from "vitest";
import { loadSpecification } from "../specs/load-specification.ts";
import { main } from "./main.ts";
import { type Called, calling } from "./testing/call.ts";
import { tool } from "./tool.ts";

function cli(...argv: readonly string[]): Promise<Called> {
  return calling({}, (io) => main(argv, io));
}

test.each([[[]], [["--help"]], [["help"]]])("%j tells what there is", async (argv) => {
  const { out, err, exitCode } = await cli(...argv);
  for (const name of ["run", "serve", "list", "explain", "report"]) expect(out).toContain(`\n  ${name} `);
  expect({ err, exitCode }).toEqual({ err: "", exitCode: 0 });
});

test("the version is that of the package", async () => {
  expect(await cli("--version")).toEqual({ out: `${tool().version}\n`, err: "", exitCode: 0 });
});

test.each([[["help", "list"]], [["list", "--help"]]])("%j tells the options of a command", async (argv) => {
  const { out, exitCode } = await cli(...argv);
  expect(out).toMatch(/^Usage: lambda-conformance list \[options\] \[pattern\]\n/);
  expect(exitCode).toBe(0);
});

test.each([
  [["frobnicate"], "unknown command 'frobnicate'"],
  [["help", "frobnicate"], "unknown command 'frobnicate'"],
  [["frobnicate", "--help"], "unknown command 'frobnicate'"],
  [["lits"], "unknown command 'lits' (Did you mean list?)"],
  [["__proto__"], "unknown command '__proto__'"],
  [["list", "--jsn"], "unknown option '--jsn' (Did you mean --json?)"],
  [["list", "a", "b"], "too many arguments. Expected 1 argument but got 2: a, b."],
  [
    ["list", "--edition", "x"],
    "option '--edition <date>' argument 'x' is invalid. It must be a date, YYYY-MM-DD.",
  ],
  [["recordings", "add"], "required option '--by <who>' not specified"],
  [["recordings", "ad"], "unknown command 'ad' (Did you mean add?)"],
  [
    ["attempts", "--patience", "99999999999"],
    "option '--patience <ms>' argument '99999999999' is invalid. It must be a whole number from 1 to 86400000.",
  ],
  [
    ["explain", "\u001b[2J"],
    `explain \\u{1b}[2J: edition ${loadSpecification().edition} has no such clause (see: lambda-conformance list)`,
  ],
])("%j is told in one line, with 2", async (argv, says) => {
  expect(await cli(...argv)).toEqual({ out: "", err: `lambda-conformance: ${says}\n`, exitCode: 2 });
});
