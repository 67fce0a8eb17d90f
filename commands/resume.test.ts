import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Report } from "../reports/report.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { type HttpDoor, openHttpDoor } from "../targets/reference/http-door.ts";
import { createReference, type Reference } from "../targets/reference/reference.ts";
import type { RawReply } from "../wire/raw-reply.ts";
import { command as report } from "./report.ts";
import { command as run } from "./run.ts";
import { type Called, call } from "./testing/call.ts";

/** Passive clauses, and the clauses whose exchanges they judge. */
const PASSIVE = ["invoke/error/named", "invoke/request-id/uuid", "invoke/error/status"];
const CLAUSES = [
  "invoke/status/*",
  "invoke/qualifier/unknown",
  "invoke/qualifier/pattern",
  "invoke/existence/unknown-function",
  ...PASSIVE,
];

let reference: Reference;
let door: HttpDoor;
let cwd: string;
/** The journal, the findings and the exit status of an undisturbed run. */
let journal: Buffer;
let wanted: unknown;
let status: number;

beforeAll(async () => {
  reference = createReference({ specification: loadSpecification() });
  door = await openHttpDoor({
    // Replies with 404 lack the header with the error name, so the calls of a few clauses break passive ones.
    async handle(request): Promise<RawReply> {
      const reply = await reference.handle(request);
      if (reply.status !== 404) return reply;
      return { ...reply, headers: reply.headers.filter(([name]) => !/errortype/i.test(name)) };
    },
  });
  cwd = mkdtempSync(join(tmpdir(), "resume-"));
  status = (await performed("whole")).exitCode;
  journal = readFileSync(join(cwd, "whole/journal.ndjson"));
  wanted = facts("whole");
}, 60_000);
afterAll(async () => {
  await door.close();
  await reference.close();
  rmSync(cwd, { recursive: true });
});

function performed(out: string, more: readonly string[] = []): Promise<Called> {
  const common = [
    "--endpoint",
    door.url.href,
    "--cases",
    "2",
    // The name of a durable execution depends on the seed. A second run on the same reference would use it again.
    "--no-feature",
    "durable",
    "--seed",
    "1",
    "--no-feature",
    "authenticates",
  ];
  const only = CLAUSES.flatMap((id) => ["--only", id]);
  return call(run, [...common, ...only, "--quiet", "--out", out, ...more], { cwd });
}

/** For each clause its outcome, how many calls showed it, and what was wrong. For each error of the API, whether it was seen. */
function facts(out: string): unknown {
  const { verdicts, errors } = JSON.parse(readFileSync(join(cwd, out, "report.json"), "utf8")) as Report;
  const seen = errors.map(({ operation, code, outcome }) => `${operation} ${code}: ${outcome}`);
  return [
    ...seen.sort(),
    ...verdicts.map(({ clause, outcome, cases, failure }) => ({
      clause,
      outcome,
      cases,
      why: failure?.why,
      replay: failure?.replay,
      violations: failure?.violations.map(({ says, expected }) => [says, expected]),
    })),
  ];
}

function cutTo(name: string, bytes: number): string {
  mkdirSync(join(cwd, name));
  const path = join(cwd, name, "journal.ndjson");
  writeFileSync(path, journal.subarray(0, bytes));
  return path;
}

/** The offset of a byte behind the header, from 0 (its end) to 1 (the end of the journal). */
function byteAt(share: number): number {
  const begin = journal.indexOf("\n") + 1;
  return begin + Math.floor((journal.length - begin) * share);
}

test("the run fails clauses that every exchange is evidence of", () => {
  expect(status).toBe(1);
  expect(wanted).toContainEqual(expect.objectContaining({ clause: PASSIVE[0], outcome: "fail" }));
  expect(wanted).toContainEqual(expect.objectContaining({ clause: PASSIVE[1], outcome: "pass" }));
});

test.each([0, 0.17, 0.5, 0.83, 0.97])(
  "resumed from a journal that is cut at %f of it, it says the same",
  async (share) => {
    const path = cutTo(`cut-${share}`, byteAt(share));
    const { exitCode } = await performed(`cut-${share}`, ["--resume", path]);
    expect(exitCode).toBe(status);
    expect(facts(`cut-${share}`)).toEqual(wanted);
    await call(report, [path, "--out", `told-${share}`, "--quiet"], { cwd });
    expect(facts(`told-${share}`)).toEqual(wanted);
  },
);

test("resumed twice, it says the same", async () => {
  const path = cutTo("twice", byteAt(0.3));
  await performed("twice", ["--resume", path]);
  const grown = readFileSync(path);
  writeFileSync(path, grown.subarray(0, Math.floor((grown.length + byteAt(0.3)) / 2)));
  expect((await performed("twice", ["--resume", path])).exitCode).toBe(status);
  expect(facts("twice")).toEqual(wanted);
});

test("cut before the end, it is never green, and tells what was not confirmed", async () => {
  const path = cutTo("early", journal.indexOf(`{"verdict":{"clause":"${PASSIVE[0]}"`));
  const { exitCode } = await call(report, [path, "--out", "early", "--quiet"], { cwd });
  expect(exitCode).not.toBe(0);
  const { verdicts } = JSON.parse(readFileSync(join(cwd, "early/report.json"), "utf8")) as Report;
  expect(verdicts.find(({ clause }) => clause === PASSIVE[0])).toMatchObject({
    outcome: "error",
    because: "the run was killed before a failure of this clause was confirmed",
  });
});
