import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { expectCurrent, expectList } from "./expect-current.ts";

const folder = mkdtempSync(join(tmpdir(), "expect-current-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a list that differs is told by its items, and by what mends it", () => {
  expect(() => expectList("the list", ["a", "c", "c"], ["b", "a", "c"], "npm run docs")).toThrow(
    /^the list\nmissing:\n {2}b\ntoo much:\n {2}c\nto mend it: npm run docs$/,
  );
  expect(() => expectList("the list", ["a", "b"], ["b", "a"], "npm run docs")).not.toThrow();
});

test("a file that differs is told by its lines, few of them", () => {
  const file = join(folder, "page.md");
  writeFileSync(file, "one\ntwo\n");
  expect(() => expectCurrent(file, "one\ntwo\n", "make")).not.toThrow();
  expect(() => expectCurrent(file, "one\nthree\n", "make")).toThrow(
    /page\.md is not what it is made of, from line 2 on\nmissing:\n {2}three\ntoo much:\n {2}two\nto mend it: make$/,
  );
  const long = Array.from({ length: 500 }, (_, index) => `line ${index}`).join("\n");
  expect(() => expectCurrent(file, long, "make")).toThrow(/and 488 more/);
});

test("a file whose lines stand in another order differs", () => {
  const file = join(folder, "order.md");
  writeFileSync(file, "one\ntwo\n");
  expect(() => expectCurrent(file, "two\none\n", "make")).toThrow(/from line 1 on\nto mend it: make$/);
});
