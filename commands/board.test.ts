import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parse } from "parse5";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../reports/report.ts";
import { after, before } from "../reports/testing/two-reports.ts";
import { UserError } from "../specs/user-error.ts";
import { command } from "./board.ts";
import { main } from "./main.ts";
import { call, calling } from "./testing/call.ts";

const cwd = mkdtempSync(join(tmpdir(), "board-"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const site = join(cwd, "site");
const read = (file: string): string => readFileSync(join(site, file), "utf8");

/** The report with another subject and other facts about the run. */
function of(report: Report, subject: Partial<Report["subject"]>, run: Partial<Report["run"]> = {}): Report {
  return { ...report, subject: { ...report.subject, ...subject }, run: { ...report.run, ...run } };
}

const first = of(before, { name: "emu & <co>", version: "1.0" }, { startedAt: "2026-01-01T00:00:00.000Z" });
const { verdicts } = first;
const REPORTS: Readonly<Record<string, Report>> = {
  "first.json": first,
  // The same version, judged by a suite that has one new clause and lacks an old one.
  "second.json": {
    ...of(first, {}, { startedAt: "2026-02-01T00:00:00.000Z", specs: "1".repeat(64) }),
    verdicts: [
      ...verdicts.slice(1),
      {
        ...(verdicts[0] as (typeof verdicts)[0]),
        clause: "invoke/brand/new",
        outcome: "fail",
        deviation: "We know.",
      },
    ],
  },
  "other.json": of(after, { name: "other" }, { startedAt: "2026-02-02T00:00:00.000Z" }),
  "client.json": of(before, { name: "boto3", kind: "client", version: "1.2" }),
};
const COMMENTS = {
  comments: [
    {
      subject: "emu & <co>",
      clause: "invoke/brand/*",
      says: "It comes with <2.0>.",
      by: "The maker",
      url: "https://example.com/1",
    },
    { subject: "other", says: "Thanks.", by: "Another maker" },
  ],
};

function make(...args: readonly string[]): ReturnType<typeof call> {
  return call(command, [...Object.keys(REPORTS), "--out", "site", ...args], { cwd });
}

beforeAll(async () => {
  for (const [file, report] of Object.entries(REPORTS))
    writeFileSync(join(cwd, file), JSON.stringify(report));
  writeFileSync(join(cwd, "comments.json"), JSON.stringify(COMMENTS));
  await make("--comments", "comments.json", "--suggest", "https://example.com/suggest");
});

const files = (): string[] =>
  readdirSync(site, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(site.length + 1));
const pages = (): string[] => files().filter((file) => file.endsWith(".html"));

test("each subject has a row with both figures of both levels, which nothing adds", () => {
  const index = read("index.html");
  for (const name of ["emu &amp; &lt;co>", "other", "boto3"]) expect(index).toContain(`">${name}</a>`);
  expect(index).toMatch(/must diverges.*must covered.*should diverges.*should covered.*Invoke diverges/);
  expect(index).toContain('href="https://example.com/suggest"');
  expect(index).not.toMatch(/grade [A-F]|score|rank/i);
});

test("addresses are stable, and hold JSON and badges", () => {
  const folder = "subjects/endpoint/emu-co";
  expect(JSON.parse(read(`${folder}/report.json`))).toEqual(
    JSON.parse(JSON.stringify(REPORTS["second.json"])),
  );
  expect(JSON.parse(read(`${folder}/badge.json`))).toMatchObject({
    schemaVersion: 1,
    label: "Lambda Invoke",
  });
  expect(read(`${folder}/badge.svg`)).toMatch(/^<svg .*coverage [^<]*<\/text>/);
  expect(JSON.parse(read("board.json")).subjects.map(({ path }: { path: string }) => path)).toEqual([
    "subjects/endpoint/emu-co/",
    "subjects/endpoint/other/",
    "subjects/client/boto3/",
  ]);
  expect(files().filter((file) => file.startsWith(`${folder}/reports/`))).toHaveLength(2);
});

test("history says when the suite changed and not the subject, and how far it diverges by what both hold", () => {
  const page = read("subjects/endpoint/emu-co/index.html");
  expect(page).toContain("the suite, not the subject; of the must clauses in both reports");
  expect(page).toContain("1 clauses were added to the suite");
  expect(page).toContain("1 clauses were removed from the suite");
  const { runs } = JSON.parse(read("subjects/endpoint/emu-co/history.json"));
  expect(runs.map(({ changed }: { changed?: string }) => changed)).toEqual([undefined, "suite"]);
  const { before: was, after: is } = runs[1].mustDivergenceOfCommonClauses;
  expect(is).toBe(was);
});

test("a deviation and what the maker says stand beside the failure", () => {
  for (const file of ["subjects/endpoint/emu-co/index.html", "clauses/invoke/brand/new.html"]) {
    expect(read(file)).toContain("We know.");
    expect(read(file)).toContain("It comes with &lt;2.0>.");
  }
  expect(read("subjects/endpoint/other/index.html")).toContain("Thanks.");
  expect(read("subjects/endpoint/other/index.html")).not.toContain("It comes with");
});

test("a clause has a page with its sources and who keeps it", () => {
  const { clause, says } = verdicts[1] as (typeof verdicts)[0];
  const page = read(`clauses/${clause}.html`);
  expect(page).toContain(says);
  expect(page).toContain('class="sources"');
  for (const name of ["emu &amp; &lt;co>", "boto3"]) expect(page).toContain(name);
});

describe("every page", () => {
  test("is HTML without faults", () => {
    for (const file of pages().filter((page) => !page.endsWith("report.html"))) {
      const faults: string[] = [];
      parse(read(file), { onParseError: ({ code }) => faults.push(code) });
      expect(faults, file).toEqual([]);
    }
  });

  test("loads nothing, from nowhere", () => {
    for (const file of pages()) {
      const text = read(file);
      expect(text, file).toContain("default-src 'none'");
      expect(text, file).not.toMatch(/<(?:script|img|iframe|link|object|embed)[^>]*(?:src|href|data)=/i);
    }
  });

  test("links to pages that are there", () => {
    for (const file of pages()) {
      for (const [, href = ""] of read(file).matchAll(/href="([^"#:]+)(?:#[^"]*)?"/g)) {
        expect(existsSync(resolve(dirname(join(site, file)), href)), `${file}: ${href}`).toBe(true);
      }
    }
  });
});

test("made again, it holds no page of a subject that is gone", async () => {
  await call(command, ["other.json", "--out", "site"], { cwd });
  expect(existsSync(join(site, "subjects/endpoint/emu-co"))).toBe(false);
  expect(existsSync(join(site, "subjects/endpoint/other/index.html"))).toBe(true);
  await make("--comments", "comments.json");
});

test("two reports of one subject on one day are told apart by the time, and the same one given twice is one", async () => {
  const morning = { ...first, run: { ...first.run, startedAt: "2026-01-01T08:30:00.000Z" } };
  writeFileSync(join(cwd, "morning.json"), JSON.stringify(morning));
  await call(command, ["first.json", "first.json", "morning.json", "--out", "day"], { cwd });
  const folder = join(cwd, "day/subjects/endpoint/emu-co");
  const page = readFileSync(join(folder, "index.html"), "utf8");
  expect(page).toContain(">2026-01-01 08:30:00</td>");
  expect(page).toContain(">2026-01-01 00:00:00</td>");
  expect(readdirSync(join(folder, "reports"))).toHaveLength(2);
});

/** Files that are not reports, and the message about each. */
const BAD: Readonly<Record<string, readonly [content: string, says: string]>> = {
  "empty.json": ["", "empty.json: not JSON: Unexpected end of JSON input"],
  "list.json": ["[]", "list.json: not a report: /: must be an object"],
  "newer.json": [
    JSON.stringify({ ...first, version: 2 }),
    "newer.json: report format version 2 is not supported, only 1; use the release of lambda-conformance that wrote it",
  ],
  "part.json": [
    JSON.stringify({ ...first, run: undefined }),
    'part.json: not a report: /: the member "run" is missing',
  ],
  "climbing.json": [
    JSON.stringify({ ...first, verdicts: [{ ...verdicts[0], clause: "../../../climbed" }] }),
    "climbing.json: not a report: /verdicts/0/clause: must match pattern",
  ],
  "timeless.json": [
    JSON.stringify({ ...first, run: { ...first.run, startedAt: "yesterday" } }),
    "timeless.json: not a report: /run/startedAt: must match pattern",
  ],
};

test.each(Object.entries(BAD))("%s is refused in one line", async (file, [content, says]) => {
  writeFileSync(join(cwd, file), content);
  const refused = call(command, ["other.json", file, "--out", "bad"], { cwd });
  await expect(refused).rejects.toThrow(says);
  await expect(refused).rejects.toBeInstanceOf(UserError);
  expect(existsSync(join(cwd, "bad"))).toBe(false);
});

test("two different reports of one run are refused, with the names of both", async () => {
  writeFileSync(join(cwd, "changed.json"), JSON.stringify({ ...first, run: { ...first.run, seed: 99 } }));
  await expect(call(command, ["first.json", "changed.json", "--out", "bad"], { cwd })).rejects.toThrow(
    "first.json and changed.json: the two reports of the endpoint emu & <co> begin at 2026-01-01T00:00:00.000Z and differ. Leave one out",
  );
});

test("without a report, and with one that is not there, it is told in one line with exit status 2", async () => {
  for (const [args, says] of [
    [["board"], "missing required argument 'report.json'"],
    [["board", "gone.json", "--out", "bad"], "gone.json: there is no such file"],
  ] as const) {
    const { err, exitCode } = await calling({ cwd }, (io) => main(args, io));
    expect({ err, exitCode }).toEqual({ err: `lambda-conformance: ${says}\n`, exitCode: 2 });
  }
});

test.each([
  [["first.json", "--out", "."], "the folder holds files that are not a board"],
  [["comments.json"], "comments.json: not a report"],
  [
    ["other.json", "--comments", "comments.json", "--out", "another"],
    'there is no report of the subject "emu & <co>"',
  ],
])("%j is refused in one line", async (args, says) => {
  await expect(call(command, args, { cwd })).rejects.toThrow(says);
});
