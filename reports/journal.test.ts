import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildReport } from "./build-report.ts";
import { createJournal, readJournal } from "./journal.ts";
import type { ReportRecord } from "./record.ts";
import { hostileRecords } from "./testing/hostile-run.ts";

const records = hostileRecords;
const header = records.find((record) => "header" in record) as ReportRecord;
const { header: its } = header as Extract<ReportRecord, { readonly header: unknown }>;
const line = (record: unknown): string => `${JSON.stringify(record)}\n`;
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "journal-"));
  path = join(folder, "new", "journal.ndjson");
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(of: readonly ReportRecord[], mode: "new" | "append" = "new"): void {
  const journal = createJournal(path, mode);
  for (const record of of) journal.append(record);
  journal.close();
}

test("what was written is read, and makes the same report", () => {
  write(records);
  expect(readJournal(path)).toEqual(records);
  expect(buildReport(readJournal(path))).toEqual(buildReport(records));
});

test("a new journal begins anew, another goes on", () => {
  write(records);
  write(records.slice(0, 3));
  const resumed = [header, ...records.slice(-2)];
  write(resumed, "append");
  expect(readJournal(path)).toEqual([...records.slice(0, 3), ...resumed]);
});

test("a run that does not begin leaves the journal of the one before it alone", () => {
  write(records);
  write([{ notice: "starting" }]);
  expect(readJournal(path)).toEqual(records);
});

test("a line that was cut short is passed over, also when the run was resumed after it", () => {
  write(records);
  truncateSync(path, readFileSync(path).length - 20);
  expect(readJournal(path)).toEqual(records.slice(0, -1));
  write([header, ...records.slice(-1)], "append");
  expect(readJournal(path)).toEqual([...records.slice(0, -1), header, ...records.slice(-1)]);
});

test("what a killed process had appended is there", async () => {
  const script = `
    import { createJournal } from ${JSON.stringify(join(import.meta.dirname, "journal.ts"))};
    const journal = createJournal(${JSON.stringify(path)}, "new");
    journal.append(${JSON.stringify(header)});
    for (let i = 0; i < 100; i++) journal.append({ started: "clause " + i });
    process.stdout.write("written");
    setInterval(() => {}, 1000);
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("exit", resolve));
  expect(readJournal(path)).toHaveLength(101);
});

test.each([
  ["text", "hello\n", ":1: not a line of a journal"],
  [
    "a header of another version",
    '{"header":{"version":2,"clauses":[]}}\n',
    ":1: not a journal of version 1",
  ],
  ["a header that is none", '{"header":{}}\n', ":1: not a journal of version 1"],
  ["another JSON", '{"a":1}\n', ":1: not a line of a journal"],
  ["a header without a run", line({ header: { ...its, run: undefined } }), ":1: /header: the member"],
  [
    "a clause that is none",
    line({ header: { ...its, clauses: [null] } }),
    ":1: /header/clauses/0: must be an object",
  ],
  ["a verdict that is none", `${line({ header: its })}{"verdict":null}\n`, ":2: /verdict: must be an object"],
  [
    "an outcome that is none",
    `${line({ header: its })}{"verdict":{"clause":"a","outcome":"good","cases":1,"exchanges":1,"ms":1}}\n`,
    ":2: /verdict/outcome: must be",
  ],
  ["a notice that is none", `${line({ header: its })}{"notice":[]}\n`, ":2: /notice: must be a string"],
  ["a footer that is none", `${line({ header: its })}{"footer":1}\n`, ":2: /footer: must be an object"],
  [
    "a record that is nested deep",
    `${line({ header: its })}{"notice":${"[".repeat(6000)}${"]".repeat(6000)}}\n`,
    ":2: not a line of a journal: nested too deep",
  ],
  [
    "a line that is broken amid others",
    '{"notice":"a"}\n{"noti\n{"notice":"b"}\n',
    ":2: not a line of a journal",
  ],
])("%s is refused with its place", (_, text, says) => {
  writeFileSync(join(folder, "other"), text);
  expect(() => readJournal(join(folder, "other"))).toThrow(says);
});

test("a file that is not there is told in one line", () => {
  expect(() => readJournal(join(folder, "absent"))).toThrow(/absent: there is no such file$/);
});

test("nothing of a target acts on a terminal that shows the file", () => {
  write(records);
  expect(readFileSync(path, "utf8")).not.toMatch(/(?!\n)\p{C}/u);
});
