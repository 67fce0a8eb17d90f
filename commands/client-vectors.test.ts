import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import type { Client } from "../drivers/clients/client.ts";
import { buildFolder, knownClient, ownClient } from "../drivers/clients/known-client.ts";
import { wrongClients } from "../mutants/clients/wrong-clients.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { schemaFault } from "../specs/schema-fault.ts";
import { collectRun } from "../suites/run/collect-run.ts";
import { requireOrSkip } from "../suites/testing/require-or-skip.ts";
import type { ClientVector } from "../suites/vectors/client-vector.ts";
import { call } from "./testing/call.ts";
import { command } from "./vectors.ts";

const ROOT = join(import.meta.dirname, "..");
const PYTHON = join(ROOT, "examples/vectors/python");
const GO = join(ROOT, "examples/vectors/go");
const RUNNER = join(PYTHON, "judge_client.py");
const specification = loadSpecification();
const CASES = 2;

async function vectors(...args: string[]): Promise<ClientVector[]> {
  const { out } = await call(command, ["--client", ...args]);
  return out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const all = await vectors("--cases", String(CASES));
const covered = [...new Set(all.map(({ clause }) => clause))];
const settled = specification.clauses.filter(({ binds, level }) => binds === "client" && level !== "may");
const left = settled.map(({ id }) => id).filter((id) => !covered.includes(id));

test("each line is as its schema says, the same each time, and most clauses are covered", async () => {
  for (const vector of all) expect(schemaFault("client-vector", vector)).toBeUndefined();
  expect(schemaFault("client-vector", { ...all[0], answers: [[{ at: "/status" }]] })).toMatchObject({
    pointer: "/answers/0/0",
  });
  expect(await vectors("--cases", String(CASES))).toEqual(all);
  expect(covered.length).toBeGreaterThan(140);
});

test("what is left out is counted, and named in the documents", async () => {
  const { err } = await call(command, ["--client", "client/request/*", "--cases", "1"]);
  expect(err).toMatch(
    /^\d+ clauses; \d+ left out because they cannot be expressed as one call and scripted responses\n$/,
  );
  const page = readFileSync(join(ROOT, "docs/exports.md"), "utf8");
  const [, list = ""] =
    /^Of the clauses that are not `may`, these are left out:\n\n([\s\S]*?)\n\n/m.exec(page) ?? [];
  expect(list.match(/client\/[a-z0-9/-]+/g)).toEqual(left);
  await expect(vectors("client/request/signature")).rejects.toThrow(
    "none of the clauses can be expressed as one call",
  );
  await expect(call(command, ["client/request/*"])).rejects.toThrow("--client prints those of clients");
});

/** The verdicts of the runner, by the id of each line. */
async function judged(
  lines: readonly ClientVector[],
  driver: readonly string[],
  cwd = PYTHON,
  [program, ...args]: readonly [string, ...string[]] = ["python3", RUNNER],
): Promise<Map<string, string>> {
  const child = spawn(program, [...args, ...driver], { cwd, stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(lines.map((vector) => `${JSON.stringify(vector)}\n`).join(""));
  const out = await text(child.stdout);
  const told = out.trimEnd().split("\n");
  return new Map(
    told.map((line) => {
      const [verdict = "", ...id] = line.split(" ");
      return [id.join(" "), verdict];
    }),
  );
}

/** The worst verdict of each clause. */
function worst(verdicts: ReadonlyMap<string, string>): Map<string, string> {
  const order = ["uncovered", "pass", "fail"];
  const found = new Map<string, string>();
  for (const [id, verdict] of verdicts) {
    const clause = id.split(":")[0] as string;
    if (order.indexOf(verdict) >= order.indexOf(found.get(clause) ?? "uncovered")) found.set(clause, verdict);
  }
  return found;
}

/** The clauses on which the runner and `run` differ for a client, and those that the client fails. */
async function compared(client: Client, driver: readonly string[], cwd?: string) {
  const { verdicts } = await collectRun({
    specification,
    client,
    tool: { name: "lambda-conformance", version: "test" },
    only: covered,
    cases: CASES,
    seed: 1,
    concurrency: 4,
    timeoutMs: 5_000,
  });
  const found = worst(await judged(all, driver, cwd));
  expect(verdicts.map(({ clause }) => clause).sort()).toEqual([...covered].sort());
  return {
    differing: verdicts
      .filter(({ clause, outcome }) => found.get(clause) !== outcome)
      .map(({ clause, outcome }) => `${clause}: ${outcome}, and here ${found.get(clause)}`),
    failing: verdicts.filter(({ outcome }) => outcome === "fail").map(({ clause }) => clause),
  };
}

const withPython = requireOrSkip("python3", "--version");

withPython("the runner gives the verdicts of run, on a client in Python", { timeout: 120_000 }, async () => {
  const client = ownClient(join(PYTHON, "client.py"));
  expect(await compared(client, ["python3", "client.py"])).toEqual({ differing: [], failing: [] });
});

const hasBoto3 = existsSync(buildFolder("boto3") ?? "");
// Without a build of boto3 the test is skipped. `run --client boto3` builds it.
const withBoto3 = hasBoto3 || process.env["LAMBDA_CONFORMANCE_REQUIRE_ALL"] === "1" ? test : test.skip;

withBoto3("on boto3, which fails some", { timeout: 900_000 }, async () => {
  const { differing, failing } = await compared(
    knownClient("boto3"),
    [".venv/bin/python", "driver.py"],
    buildFolder("boto3"),
  );
  expect(differing).toEqual([]);
  expect(failing).toContain("client/response/header-blanks");
});

withPython("a client that is wrong in one way fails what is to catch it", { timeout: 240_000 }, async () => {
  await catchesEach(["python3", RUNNER]);
});

const withGo = requireOrSkip("go", "version");

withGo(
  "the runner in Go tells the same of each of them, and of a sound client",
  { timeout: 300_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "judge-"));
    try {
      const runner = join(folder, "judge-client");
      execFileSync("go", ["build", "-o", runner, "./client"], { cwd: GO, stdio: "pipe" });
      await catchesEach([runner]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

/** Lets a runner judge the sound client, and each wrong client by the clauses that must catch it. */
async function catchesEach(runner: readonly [string, ...string[]]): Promise<void> {
  const drawn = await vectors("--cases", "6", "--seed", "3");
  const lines = [...wrongClients.entries()].flatMap(([number, { caught }]) =>
    drawn
      .filter(({ clause }) => caught.includes(clause))
      .map((vector) => as(`${number} ${vector.id}`, vector)),
  );
  const sound = drawn.map((vector) => as(`sound ${vector.id}`, vector));
  const driver = [process.execPath, join(ROOT, "mutants/clients/wrong-clients-driver.ts")];
  const verdicts = worst(await judged([...sound, ...lines], driver, PYTHON, runner));
  expect([...verdicts].filter(([id, verdict]) => id.startsWith("sound ") && verdict !== "pass")).toEqual([]);
  const wrong = [...verdicts].filter(([id]) => !id.startsWith("sound "));
  expect(wrong.filter(([, verdict]) => verdict !== "fail")).toEqual([]);
  expect(wrong.length).toBeGreaterThan(100);
}

/** The same case under another id, which tells the driver which client makes the call. */
function as(id: string, vector: ClientVector): ClientVector {
  return { ...vector, id, call: { ...vector.call, id } };
}

test.each([RUNNER, ...["main.go", "endpoint.go", "checks.go"].map((file) => join(GO, "client", file))])(
  "%s has at most 60 lines",
  (file) => {
    expect(readFileSync(file, "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(60);
  },
);
