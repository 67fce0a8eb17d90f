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

test("what is left out, and what lacks its body, is counted and named", async () => {
  const entry = (url: string, status: number, size = 0): object => ({
    request: { method: "POST", url, headers: [] },
    response: { status, headers: [], bodySize: size, content: {} },
  });
  const invoke = "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/f/invocations";
  const entries = [
    entry("https://example.com/other", 200),
    entry(invoke, 0),
    entry(invoke, 200, 9),
    entry(invoke, 404),
  ];
  writeFileSync(join(cwd, "mixed.har"), JSON.stringify({ log: { entries } }));
  const { err } = await call(command, ["mixed.har", "--no-color"], { cwd });
  expect(err).toContain(
    "left out: 1 entry (not a call of Invoke or InvokeWithResponseStream): entry-1 (POST /other)",
  );
  expect(err).toContain("left out: 1 entry (no response: status 0): entry-2 (POST /2015-03-31");
  expect(err).toContain("1 entry (no body in the archive, so the body is not judged): entry-3 (POST");
});

test.each([
  ["nothing.har", undefined, "nothing.har: there is no such file"],
  ["text.har", "text", "text.har: not JSON"],
  ["other.har", '{"log":{"entries":[]}}', "other.har: none of the 0 exchanges is a call of the API"],
])("%s is refused in one line", async (name, text, says) => {
  if (text !== undefined) writeFileSync(join(cwd, name), text);
  await expect(call(command, [name], { cwd })).rejects.toThrow(says);
});
