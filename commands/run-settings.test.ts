import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runDefaults } from "./options.ts";
import { runSettings } from "./run-settings.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "settings-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

function config(value: unknown, file = "lambda-conformance.config.json"): void {
  writeFileSync(join(cwd, file), typeof value === "string" ? value : JSON.stringify(value));
}

test("without anything the defaults hold", () => {
  expect(runSettings({}, { cwd })).toEqual({ ...runDefaults, out: join(cwd, "conformance-report") });
});

test("the command line wins over the file, the file over the defaults", () => {
  config({ cases: 7, seed: 1, features: { async: false, logs: false }, headers: { "X-A": "b" } });
  expect(runSettings({ seed: 2, feature: { logs: true } }, { cwd })).toMatchObject({
    cases: 7,
    seed: 2,
    feature: { async: false, logs: true },
    header: [["X-A", "b"]],
  });
});

test("what names a target on the command line does away with that of the file", () => {
  config({ endpoint: "http://127.0.0.1:1" });
  expect(runSettings({ target: "reference" }, { cwd })).not.toHaveProperty("endpoint");
  expect(runSettings({}, { cwd })).toMatchObject({ endpoint: "http://127.0.0.1:1" });
});

test("paths begin where they were written", () => {
  mkdirSync(join(cwd, "ci"));
  config(
    { deviations: "known.json", target: "./mine.ts", reports: ["junit:j.xml", "github:-"] },
    "ci/c.json",
  );
  expect(runSettings({ config: "ci/c.json", out: "reports", ca: "ca.pem" }, { cwd })).toMatchObject({
    deviations: join(cwd, "ci/known.json"),
    target: join(cwd, "ci/mine.ts"),
    report: [`junit:${join(cwd, "ci/j.xml")}`, "github:-"],
    out: join(cwd, "reports"),
    ca: join(cwd, "ca.pem"),
  });
});

test("names that are no paths stay", () => {
  expect(runSettings({ deviations: "builtin", target: "serverless-offline" }, { cwd })).toMatchObject({
    deviations: "builtin",
    target: "serverless-offline",
  });
});

describe("a config file that is wrong is told with its place", () => {
  test.each([
    ["{", /lambda-conformance\.config\.json: not JSON: /],
    [{ cases: 0 }, /config\.json: \/cases: must be >= 1/],
    [{ endpont: "x" }, /config\.json: \/: unknown member "endpont"/],
    [{ features: { async: "no" } }, /config\.json: \/features\/async: must be a boolean/],
    [{ allowRemote: true }, /unknown member "allowRemote"/],
    [{ qualifier: "live" }, /unknown member "qualifier"/],
    [{ edition: "2026-02-31" }, /config\.json: \/edition: must be a date, YYYY-MM-DD$/],
    [{ seed: 2 ** 32 }, /\/seed: must be <= 4294967295/],
    [{ timeout: 2 ** 31 }, /\/timeout: must be <= 86400000/],
    [{ only: ["a", ""] }, /\/only\/1: must NOT have fewer than 1 characters/],
    [{ features: { "": true } }, /\/features\/: must be a text that is not empty$/],
    [
      { headers: { "X-Token": "a\r\nX-B: c" } },
      /config\.json: \/headers\/X-Token: must be 'Name: value', in ASCII$/,
    ],
    [{ headers: { "Not a name": "x" } }, /\/headers\/Not a name: must be 'Name: value', in ASCII$/],
    [
      { headers: { "content-length": "5" } },
      /\/headers\/content-length: must be any header except content-length/,
    ],
  ])("%j", (value, says) => {
    config(value);
    expect(() => runSettings({}, { cwd })).toThrow(says);
  });

  test("and one that is not there", () => {
    expect(() => runSettings({ config: "absent.json" }, { cwd })).toThrow(
      /absent\.json: there is no such file/,
    );
  });
});
