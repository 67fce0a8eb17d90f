import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Report } from "../reports/report.ts";
import { main } from "./main.ts";
import { type Called, calling } from "./testing/call.ts";

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "shard-"));
});
afterAll(() => rmSync(cwd, { recursive: true }));

const cli = (...argv: string[]): Promise<Called> => calling({ cwd }, (io) => main(argv, io));
const only = ["invoke/status/*", "invoke/existence/*", "invoke/executed-version/*"].flatMap((id) => [
  "--only",
  id,
]);
const report = (folder: string): Report => JSON.parse(readFileSync(join(cwd, folder, "report.json"), "utf8"));
const clausesOf = ({ verdicts }: Report): string[] => verdicts.map(({ clause }) => clause).sort();

test("the parts of a run judge what the whole run judges, and merge joins them", async () => {
  const common = [...only, "--cases", "1", "--seed", "7", "--quiet", "--min-coverage", "0"];
  for (const part of ["1/2", "2/2"]) {
    const { err, exitCode } = await cli("run", ...common, "--shard", part, "--out", part.replace("/", "-"));
    expect({ err, exitCode }).toEqual({ err: "", exitCode: 0 });
  }
  expect((await cli("run", ...common, "--out", "whole")).exitCode).toBe(0);
  expect((await cli("merge", "1-2/report.json", "2-2/report.json", "--out", "merged")).exitCode).toBe(0);
  expect(clausesOf(report("merged"))).toEqual(clausesOf(report("whole")));
  for (const part of ["1-2", "2-2"]) expect(report(part).verdicts.length).toBeGreaterThan(0);
}, 60_000);

test.each([
  ["0/2", "a part and the number of parts, such as 1/4"],
  ["3/2", "a part and the number of parts, such as 1/4"],
  ["9/9", "there are only 3 families of clauses to distribute"],
])("--shard %s is refused", async (shard, says) => {
  const { err, exitCode } = await cli("run", ...only, "--shard", shard);
  expect(exitCode).toBe(2);
  expect(err).toContain(says);
});
