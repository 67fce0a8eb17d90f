import { expect, test } from "vitest";
import { UserError } from "../specs/user-error.ts";
import { faultText, uncaughtText } from "./fault-text.ts";

/** An error with the stack that Node.js would give it. */
function thrownAt(...frames: readonly string[]): Error {
  const error = new Error("no\u001b[2J");
  error.stack = ["Error: no\u001b[2J", ...frames.map((frame) => `    at ${frame}`)].join("\n");
  return error;
}

const OURS = `run (file://${import.meta.dirname}/run.ts:3:4)`;

test("what a person can mend is one line, anything else comes with what helps to find it", () => {
  expect(faultText(new UserError("no\nfile"))).toBe("lambda-conformance: no\\nfile\n");
  expect(faultText(thrownAt(OURS))).toBe(
    `lambda-conformance: internal error\nError: no\\u{1b}[2J\n    at ${OURS}\n`,
  );
});

test.each([
  [
    ["Timeout.later (file:///home/me/mine.mjs:12:3)", "listOnTimeout (node:internal/timers:581:17)"],
    " (/home/me/mine.mjs:12)",
  ],
  [["file:///home/me/mine.mjs:12:3", OURS], " (/home/me/mine.mjs:12)"],
  [["node:internal/child_process:285:12"], ""],
  [[], ""],
])("what nobody caught in somebody's code is one line: %j", (frames, place) => {
  expect(uncaughtText(thrownAt(...frames))).toBe(
    `lambda-conformance: ended by an uncaught error${place}: no\\u{1b}[2J\n`,
  );
});

test("what is no error is told too, and what was thrown in our code comes with its stack", () => {
  expect(uncaughtText("no")).toBe("lambda-conformance: ended by an uncaught error: no\n");
  expect(uncaughtText(thrownAt("emit (node:events:519:28)", OURS))).toContain("internal error");
  expect(uncaughtText(thrownAt("send (/x/node_modules/undici/index.js:1:2)"))).toContain("internal error");
});
