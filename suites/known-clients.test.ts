import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setupServer } from "msw/node";
import { describe, expect, test } from "vitest";
import { hello, perform } from "../drivers/clients/aws-sdk-js-v3/perform.ts";
import type { Client } from "../drivers/clients/client.ts";
import type { Door } from "../drivers/clients/client-endpoint.ts";
import { buildFolder, knownClient, knownClientNames, ownClient } from "../drivers/clients/known-client.ts";
import { MissingToolchain } from "../drivers/clients/missing-toolchain.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { matchClause } from "../specs/match-clause.ts";
import { schemaFault } from "../specs/schema-fault.ts";
import { UserError } from "../specs/user-error.ts";
import { lambdaHandlers } from "../targets/reference/lambda-handlers.ts";
import { conformance } from "../vitest.ts";
import type { Verdict } from "./judge/verdict.ts";
import { collectRun } from "./run/collect-run.ts";
import type { RunOptions } from "./run/run-options.ts";
import { requireOrSkip } from "./testing/require-or-skip.ts";

const ROOT = join(import.meta.dirname, "..");
const specification = loadSpecification();

async function judged(client: Client, more: Partial<RunOptions>): Promise<readonly Verdict[]> {
  const { verdicts, footer } = await collectRun({
    specification,
    client,
    tool: { name: "lambda-conformance", version: "test" },
    cases: 2,
    seed: 5,
    concurrency: 4,
    timeoutMs: 20_000,
    deviations: client.deviations ?? [],
    ...more,
  });
  expect(footer.ended).toBe("completed");
  return verdicts;
}

/** The findings that would make a run exit with another status than 0, one a line. */
function faults(verdicts: readonly Verdict[]): string[] {
  return verdicts.flatMap(({ clause, outcome, deviation, because, failure }) => {
    if ((outcome !== "fail" || deviation) && outcome !== "error") return [];
    const found = failure?.violations.map(({ says, actual }) => `${says} is ${actual}`) ?? [because];
    return [`${outcome} ${clause}: ${found.join(", ")}`];
  });
}

const folder = join(ROOT, "drivers/clients");

test.each(knownClientNames())(
  "%s: its deviations name clauses that bind clients, and their reasons",
  (name) => {
    const ids = specification.clauses.flatMap(({ id, binds }) => (binds === "client" ? [id] : []));
    for (const { clause } of knownClient(name).deviations ?? []) {
      expect(
        ids.some((id) => matchClause(clause, id)),
        clause,
      ).toBe(true);
    }
  },
);

test.each(
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])),
)("%s: its deviations are as their schema says, and name profiles that it has", (name) => {
  const { deviations, ...document } = JSON.parse(readFileSync(join(folder, name, "deviations.json"), "utf8"));
  expect(schemaFault("deviations", { deviations, ...document })).toBeUndefined();
  const profiles = deviations.flatMap((entry: { profiles?: string[] }) => entry.profiles ?? []);
  expect(knownClientNames()).toEqual(expect.arrayContaining(profiles));
});

test("a client that nobody knows is told, with those that are known", () => {
  expect(() => knownClient("boto4")).toThrow(UserError);
  expect(() => knownClient("../x")).toThrow(/use one of aiobotocore, .*boto3/);
  expect(() => ownClient("./nothing")).toThrow("no such file");
});

/** Enough to see that a driver works. The command judges all clauses, which takes minutes. */
const SOME = ["client/request/payload-binary", "client/response/function-error", "client/error/status-404"];

/** Clauses about what AWS's page on synchronous invocation shows of the AWS CLI. */
const COMMAND = [
  "client/command/*",
  "client/response/executed-version",
  "client/response/function-returns-nothing",
  "client/response/log-tail",
];
const STREAM = ["client/stream/chunks", "client/stream-error/status-404"];

/** With LAMBDA_CONFORMANCE_REQUIRE_ALL=1, which CI sets, all clients are built and driven, except paws, which Debian does not offer. */
const requiresAll = process.env["LAMBDA_CONFORMANCE_REQUIRE_ALL"] === "1";

test.for(knownClientNames())("%s is driven", { timeout: 900_000 }, async (name, { skip }) => {
  const folder = buildFolder(name);
  if (!requiresAll && folder !== undefined && !existsSync(folder))
    skip(`lambda-conformance run --client ${name} builds it`);
  const client = knownClient(name);
  try {
    const started = await client.start();
    await started.close();
    const streams = started.hello.operations.includes("InvokeWithResponseStream");
    const only = [...SOME, ...(name.startsWith("aws-cli") ? COMMAND : []), ...(streams ? STREAM : [])];
    const verdicts = await judged(client, { only, cases: 1 });
    expect(faults(verdicts)).toEqual([]);
    expect(verdicts.filter(({ outcome }) => outcome === "uncovered")).toEqual([]);
  } catch (error) {
    if (!(error instanceof MissingToolchain) || (requiresAll && name !== "paws")) throw error;
    skip(error.message);
  }
});

describe("the SDK for JavaScript 3, a process of its own, keeps what binds clients, but for what is known of it", () => {
  const { report } = conformance({
    client: "aws-sdk-js-v3-throw",
    deviations: "builtin",
    strict: true,
    cases: 1,
    seed: 5,
    concurrency: 4,
    timeout: 20_000,
    // `run --client` judges clauses that wait. This client is a library, so clauses about the AWS CLI do not bind it.
    skip: ["client/retry/*", "client/command/*"],
  });
  test("and passes most of it", { timeout: 120_000 }, async () => {
    expect((await report()).summary.pass).toBeGreaterThan(140);
  });
});

test("the SDK for JavaScript 3 in this process, through msw, keeps all that an intercepted request shows", {
  timeout: 120_000,
}, async () => {
  const server = setupServer();
  server.listen();
  let lanes = 0;
  const door: Door = async (handler) => {
    const url = new URL(`http://lambda-${lanes++}.test`);
    server.use(...lambdaHandlers(handler, url));
    return { url, close: async () => {} };
  };
  const client: Client = {
    name: "aws-sdk-js-v3 in process",
    start: async () => ({ hello, call: (call) => perform(call), close: async () => {} }),
  };
  try {
    const verdicts = await judged(client, {
      door,
      cases: 1,
      deviations: knownClient("aws-sdk-js-v3").deviations ?? [],
      // Interception shows neither connections nor raw paths, hosts and blanks. Clauses that wait are judged on the wire.
      skip: [
        "client/request/{name-dots,name-empty,host}",
        "client/response/{payload-cut,header-blanks}",
        "client/retry/*",
      ].flatMap(alternatives),
    });
    expect(faults(verdicts)).toEqual([]);
    expect(verdicts.filter(({ outcome }) => outcome === "pass").length).toBeGreaterThan(140);
  } finally {
    server.close();
  }
});

describe("the driver of the README", () => {
  const file = join(ROOT, "drivers/example/driver.py");
  test("stands there whole, in under 60 lines", () => {
    const source = readFileSync(file, "utf8");
    expect(readFileSync(join(ROOT, "drivers/README.md"), "utf8")).toContain(source);
    expect(source.split("\n").length).toBeLessThan(60);
  });
  requireOrSkip("python3", "-c", "import botocore")("drives a client", { timeout: 120_000 }, async () => {
    const verdicts = await judged(ownClient(file), { only: SOME });
    expect(faults(verdicts)).toEqual([]);
    expect(verdicts.filter(({ outcome }) => outcome === "pass").length).toBe(SOME.length);
  });
});

/** `a/{b,c}` as `a/b` and `a/c`. */
function alternatives(pattern: string): string[] {
  const [, before = pattern, list] = /^(.*)\{(.*)\}$/.exec(pattern) ?? [];
  return list === undefined ? [pattern] : list.split(",").map((item) => before + item);
}
