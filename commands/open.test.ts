import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { after, before } from "../reports/testing/two-reports.ts";
import { main } from "./main.ts";
import { command } from "./open.ts";
import { openInBrowser } from "./open-in-browser.ts";
import { call, calling } from "./testing/call.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "open-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

/** Writes a report file that is this many minutes old. */
function put(file: string, text: string, minutes: number): void {
  writeFileSync(join(cwd, file), text);
  const at = new Date(Date.now() - minutes * 60_000);
  utimesSync(join(cwd, file), at, at);
}

test("the newest report is made a page of, also where each of several subjects has its own", async () => {
  mkdirSync(join(cwd, "conformance-report", "second"), { recursive: true });
  put("conformance-report/report.json", JSON.stringify(before), 9);
  put("conformance-report/second/report.json", JSON.stringify(after), 3);
  const { out } = await call(command, [], { cwd, env: {} });
  expect(out).toBe("conformance-report/second/report.html\n");
  expect(readFileSync(join(cwd, out.trim()), "utf8")).toContain("edition 2026-10-01");
});

test("the folder is that of the config file, where --out names no other", async () => {
  mkdirSync(join(cwd, "mine"));
  put("mine/report.json", JSON.stringify(before), 1);
  put("lambda-conformance.config.json", JSON.stringify({ out: "mine" }), 1);
  expect((await call(command, [], { cwd, env: {} })).out).toBe("mine/report.html\n");
  const { err } = await calling({ cwd }, (io) => main(["open", "--out", "other"], io));
  expect(err).toContain("other: contains no report");
});

test("a page that the run wrote is opened as it is, one that is older than the report is made anew", async () => {
  mkdirSync(join(cwd, "reports"));
  put("reports/report.json", JSON.stringify(before), 5);
  put("reports/report.html", "the page of the run", 4);
  await call(command, ["--out", "reports"], { cwd, env: {} });
  expect(readFileSync(join(cwd, "reports/report.html"), "utf8")).toBe("the page of the run");
  put("reports/report.html", "the page of an earlier run", 6);
  await call(command, ["--out", "reports"], { cwd, env: {} });
  expect(readFileSync(join(cwd, "reports/report.html"), "utf8")).toContain("edition 2026-06-18");
});

test("where there is no report, one line says so and the status is 2", async () => {
  const { err, exitCode } = await calling({ cwd }, (io) => main(["open"], io));
  expect(err).toMatch(/^lambda-conformance: conformance-report: contains no report; [^\n]*\n$/);
  expect(exitCode).toBe(2);
});

test("a report that is none is told as that", async () => {
  mkdirSync(join(cwd, "conformance-report"));
  put("conformance-report/report.json", "{}", 0);
  const { err, exitCode } = await calling({ cwd }, (io) => main(["open"], io));
  expect(err.trim().split("\n")).toHaveLength(1);
  expect(exitCode).toBe(2);
});

test.each([
  ["at the end", ""],
  ["where %s stands", " %s --last"],
])("BROWSER is started with the address %s", async (_, words) => {
  const browser = join(cwd, "browser");
  // Move the complete file into place, so that the test never reads a part of it.
  writeFileSync(browser, `#!/bin/sh\necho "$@" > ${cwd}/part && mv ${cwd}/part ${cwd}/told\n`);
  chmodSync(browser, 0o755);
  const page = join(cwd, "a page.html");
  expect(await openInBrowser(page, { BROWSER: `${browser}${words}`, PATH: process.env["PATH"] })).toBe(true);
  const expected = `${pathToFileURL(page).href}${words.replace(" %s", "")}\n`;
  await expect.poll(() => read(join(cwd, "told")), { timeout: 20_000 }).toBe(expected);
});

test("without a browser nothing is started", async () => {
  expect(await openInBrowser("/page.html", { BROWSER: "" }, "linux")).toBe(false);
  expect(await openInBrowser("/page.html", {}, "linux")).toBe(false);
  expect(await openInBrowser("/page.html", { BROWSER: "/no/such/browser" }, "linux")).toBe(false);
});

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
