import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { command } from "./grade.ts";
import { call } from "./testing/call.ts";

const cwd = mkdtempSync(join(tmpdir(), "grade-"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const recordings = join(import.meta.dirname, "../suites/recordings");

test("traffic of the real service conforms", async () => {
  const { exitCode, out } = await call(command, [join(recordings, "pasted.json"), "--no-color"], { cwd });
  expect(out).toContain("Conforms");
  expect(exitCode).toBe(0);
});

test("an answer that is wrong fails its clause, and says which entry it was", async () => {
  const har = JSON.parse(readFileSync(join(recordings, "validation.json"), "utf8"));
  har.log.entries[0].response.status = 500;
  writeFileSync(join(cwd, "wrong.har"), JSON.stringify(har));
  const { exitCode } = await call(command, ["wrong.har", "--strict", "--no-color"], { cwd });
  const report = JSON.parse(readFileSync(join(cwd, "conformance-report/report.json"), "utf8"));
  const failed = report.verdicts.filter(({ outcome }: { outcome: string }) => outcome === "fail");
  expect(failed).toContainEqual(
    expect.objectContaining({
      clause: "invoke/function-name/not-in-pattern",
      failure: expect.objectContaining({ why: expect.stringContaining("entry-1") }),
    }),
  );
  expect(exitCode).toBe(1);
});

test.each([
  ["nothing.har", undefined, "nothing.har: cannot be read (ENOENT)"],
  ["text.har", "text", "text.har: not JSON"],
  ["other.har", '{"log":{"entries":[]}}', "other.har: none of its 0 exchanges is a call of the API"],
])("%s is refused in one line", async (name, text, says) => {
  if (text !== undefined) writeFileSync(join(cwd, name), text);
  await expect(call(command, [name], { cwd })).rejects.toThrow(says);
});
