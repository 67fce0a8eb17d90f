import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { ClientCall } from "../drivers/clients/client.ts";
import { plainClient, type Ways } from "../mutants/clients/plain-client.ts";
import type { Report } from "../reports/report.ts";
import { schemaFault } from "../specs/schema-fault.ts";
import { requireOrSkip } from "../suites/testing/require-or-skip.ts";
import { command as grade } from "./grade.ts";
import { command as serve } from "./serve.ts";
import { type Called, call } from "./testing/call.ts";

const ROOT = join(import.meta.dirname, "..");
const cwd = mkdtempSync(join(tmpdir(), "grade-client-"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** Runs `serve` with the calls of some clauses while `make` makes them. */
async function serving(
  script: string,
  file: string,
  make: (printed: string) => Promise<void>,
): Promise<void> {
  let interrupt: (() => void) | undefined;
  let made: Promise<void> | undefined;
  await call(serve, ["--script", script, "--cases", "2", "--seed", "1", "--record", file], {
    cwd,
    interrupt: (end) => {
      interrupt = end;
    },
    heard: (printed) => {
      made ??= make(printed).finally(() => interrupt?.());
    },
  });
  await made;
}

/** Makes the printed calls with our plain client. */
function making(ways: Partial<Ways> = {}): (printed: string) => Promise<void> {
  return async (printed) => {
    const client = await plainClient("plain", ways).start();
    const calls = printed.trim().split("\n").slice(1);
    await Promise.all(calls.map((line) => client.call((JSON.parse(line) as { call: ClientCall }).call)));
    await client.close();
  };
}

async function graded(file: string): Promise<{ report: Report } & Called> {
  const called = await call(grade, ["--client", file, "--no-color"], { cwd });
  const report = JSON.parse(readFileSync(join(cwd, "conformance-report/report.json"), "utf8")) as Report;
  return { report, ...called };
}

/** A decision on retries: one retry, after the first request. */
function once(): () => boolean {
  let asked = 0;
  return () => asked++ === 0;
}

const failing = ({ verdicts }: Report): string[] =>
  verdicts.filter(({ outcome }) => outcome === "fail").map(({ clause }) => clause);

test("a client that does all that is asked of it fails nothing of what can be seen of it", async () => {
  await serving("client/**", "sound.har", making());
  const { report, exitCode } = await graded("sound.har");
  expect(failing(report)).toEqual([]);
  expect(exitCode).toBe(0);
  expect(report.subject).toMatchObject({ kind: "client", name: "sound.har" });
  const judged = report.verdicts.filter(({ outcome }) => outcome === "pass" || outcome === "noted");
  expect(judged.length).toBeGreaterThan(60);
  const why = new Map(report.verdicts.map(({ clause, because }) => [clause, because]));
  expect(why.get("client/response/payload-json")).toMatch(/^only a driver sees/);
  // A call that the client refuses before it sends anything leaves no trace.
  expect(why.get("client/request/name-missing")).toMatch(/none of its calls was recorded/);
}, 60_000);

test.each<[string, string, Partial<Ways>]>([
  [
    "client/request/signature",
    "does not sign",
    {
      signed: (sound) => ({
        ...sound,
        headers: sound.headers.map(
          ([name, value]) => [name, value.replace(/Signature=../, "Signature=00")] as const,
        ),
      }),
    },
  ],
  [
    "client/request/session-token",
    "leaves out the session token",
    {
      signed: (sound) => ({
        ...sound,
        headers: sound.headers.filter(([name]) => !/security-token/i.test(name)),
      }),
    },
  ],
  [
    "client/request/qualifier",
    "forgets the qualifier",
    { request: (sound) => ({ ...sound, target: sound.target.replace(/\?.*/, "") }) },
  ],
  [
    "client/request/payload-binary",
    "sends another payload",
    { request: (sound) => ({ ...sound, body: sound.body.map((byte) => byte & 127) }) },
  ],
  ["client/retry/status-503", "never calls again", { again: () => false }],
  ["client/retry/success-once", "always calls again", { again: once() }],
])("%s tells of a client that %s", async (clause, _, ways) => {
  await serving(clause, "wrong.har", making(ways));
  const { report, exitCode, out } = await graded("wrong.har");
  expect(failing(report)).toEqual([clause]);
  expect(exitCode).toBe(1);
  const again = new RegExp(`repeat +lambda-conformance grade --client wrong.har --replay ${clause}:1:\\d`);
  expect(out).toMatch(again);
});

test("the lines that are printed are those of the driver protocol", async () => {
  await serving("client/**", "lines.har", async (printed) => {
    const [url = "", ...lines] = printed.trim().split("\n");
    expect(URL.canParse(url)).toBe(true);
    expect(lines.length).toBeGreaterThan(250);
    for (const line of lines) expect(schemaFault("driver-protocol", JSON.parse(line))).toBeUndefined();
    // If a case had several calls, a recording could not distinguish them.
    const ids = lines.map((line) => (JSON.parse(line) as { call: ClientCall }).call.id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test("what belongs to no call is told, and not judged", async () => {
  await serving("client/request/host", "strange.har", async (printed) => {
    await making()(printed);
    const [url = ""] = printed.split("\n");
    const reply = await fetch(`${url}2015-03-31/functions/f/invocations`, { method: "POST" });
    expect([reply.status, await reply.text()]).toEqual([
      403,
      expect.stringContaining("no call that was printed"),
    ]);
  });
  const { err, exitCode } = await graded("strange.har");
  expect(err).toContain("left out: 1 entry (not part of a call of serve --script CLAUSE): entry-2 (POST ");
  expect(exitCode).toBe(0);
});

test("one call is judged alone", async () => {
  await serving("client/request/*", "many.har", making());
  const { out } = await call(
    grade,
    ["--client", "many.har", "--replay", "client/request/host:1:0", "--no-color"],
    {
      cwd,
    },
  );
  expect(out).toContain("\n  1 exchanges in");
});

const entry = {
  request: { method: "POST", url: "http://127.0.0.1/2015-03-31/functions/f/invocations", headers: [] },
  response: { status: 200, headers: [] },
};

test.each([
  [
    [{ ...entry, request: { ...entry.request, url: "http://127.0.0.1/other" } }],
    "none of the 1 exchanges is a call of the API",
  ],
  [
    [{ ...entry, _call: "client/nothing:1:0" }],
    'entry-1: its _call, "client/nothing:1:0", names no client clause',
  ],
  [[{ ...entry, _call: "client/request/host:1:9" }], "client/request/host has no case"],
  [[{ ...entry, _call: "invoke/status/dry-run:1:0" }], "names no client clause"],
])("%j is refused in one line", async (entries, says) => {
  writeFileSync(join(cwd, "bad.har"), JSON.stringify({ log: { entries } }));
  await expect(call(grade, ["--client", "bad.har"], { cwd })).rejects.toThrow(says);
});

test("what scripts answered is not held against an endpoint", async () => {
  await serving("client/error/status-404", "scripted.har", making());
  await expect(call(grade, ["scripted.har"], { cwd })).rejects.toThrow(
    "scripted.har: holds scripted responses, not those of an endpoint; add --client to judge the client",
  );
});

test("calls of another specification are refused in one line", async () => {
  await serving("client/request/host", "old.har", making());
  await expect(call(grade, ["--client", "old.har", "--edition", "2023-11-16"], { cwd })).rejects.toThrow(
    /^old\.har: recorded with another edition or version of the clauses/,
  );
});

test("a script that is neither a file nor a clause is told in one line", async () => {
  await expect(call(serve, ["--script", "client/nothing"], { cwd })).rejects.toThrow(
    "--script client/nothing: no file and no client clause has this name",
  );
});

requireOrSkip("python3", "-c", "import botocore")(
  "the program of drivers/README.md makes the calls",
  async () => {
    const file = join(ROOT, "drivers/example/calls.py");
    expect(readFileSync(join(ROOT, "drivers/README.md"), "utf8")).toContain(readFileSync(file, "utf8"));
    await serving("client/request/payload-*", "python.har", async (printed) => {
      await new Promise<void>((resolve, reject) => {
        const child = execFile("python3", [file], (error) => (error ? reject(error) : resolve()));
        // A program that ends at once does not read its input. Its failure is reported above.
        child.stdin?.on("error", () => {}).end(printed);
      });
    });
    const { report } = await graded("python.har");
    const passed = report.verdicts.filter(({ outcome }) => outcome === "pass").map(({ clause }) => clause);
    expect(passed.sort()).toEqual(
      ["binary", "empty", "json", "large"].map((name) => `client/request/payload-${name}`),
    );
  },
  60_000,
);
