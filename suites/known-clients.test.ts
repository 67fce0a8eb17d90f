import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setupServer } from "msw/node";
import { describe, expect, test } from "vitest";
import { hello, perform } from "../drivers/clients/aws-sdk-js-v3/perform.ts";
import type { Client } from "../drivers/clients/client.ts";
import type { Door } from "../drivers/clients/client-endpoint.ts";
import { knownClient, knownClientNames, ownClient } from "../drivers/clients/known-client.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { matchClause } from "../specs/match-clause.ts";
import { schemaFault } from "../specs/schema-fault.ts";
import { UserError } from "../specs/user-error.ts";
import { mswDoor } from "../targets/reference/msw-door.ts";
import type { Verdict } from "./judge/verdict.ts";
import { collectRun } from "./run/collect-run.ts";
import type { RunOptions } from "./run/run-options.ts";
import { requireOrSkip, skipUnlessThere } from "./testing/require-or-skip.ts";

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

/** What would make a run exit with anything but 0, in a line each. */
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
    const document = JSON.parse(readFileSync(join(folder, name, "deviations.json"), "utf8"));
    expect(schemaFault("deviations", document)).toBeUndefined();
    const ids = specification.clauses.flatMap(({ id, binds }) => (binds === "client" ? [id] : []));
    for (const { clause } of knownClient(name).deviations ?? []) {
      expect(
        ids.some((id) => matchClause(clause, id)),
        clause,
      ).toBe(true);
    }
  },
);

test("a client that nobody knows is told, with those that are known", () => {
  expect(() => knownClient("boto4")).toThrow(UserError);
  expect(() => knownClient("../x")).toThrow(/known are aws-cli, .*boto3/);
  expect(() => ownClient("./nothing")).toThrow("there is no such file");
});

/** Enough to see that a driver works: the whole is judged by the command, for minutes. */
const SOME = ["client/request/payload-binary", "client/response/function-error", "client/error/status-404"];

/** What AWS's own page on synchronous calls shows of the command. */
const COMMAND = [
  "client/command/*",
  "client/response/executed-version",
  "client/response/function-returns-nothing",
  "client/response/log-tail",
];

const NEEDS: Readonly<Record<string, [string, ...string[]]>> = {
  "aws-cli": [process.env["LAMBDA_CONFORMANCE_AWS"] ?? "aws", "--version"],
  boto3: ["python3", "-c", "import boto3"],
  "go-v1": ["go", "list", "github.com/aws/aws-sdk-go/aws"],
  "go-v2": ["go", "list", "github.com/aws/aws-sdk-go-v2/service/lambda"],
  paws: ["Rscript", "-e", "library(paws.compute)"],
};

test("the SDK for JavaScript 3, a process of its own, keeps what binds clients, but for what is known of it", {
  timeout: 120_000,
}, async () => {
  const verdicts = await judged(knownClient("aws-sdk-js-v3"), { cases: 1, skip: ["client/retry/*"] });
  expect(faults(verdicts)).toEqual([]);
  expect(verdicts.filter(({ outcome }) => outcome === "pass").length).toBeGreaterThan(140);
});

describe("a client that may not be there", () => {
  test.each(knownClientNames().filter((name) => name !== "aws-sdk-js-v3"))("%s is looked for", (name) => {
    expect(name === "aws-sdk-js-v2" || NEEDS[name] !== undefined).toBe(true);
  });
  for (const [name, needed] of Object.entries(NEEDS)) {
    // No Debian has paws.
    const present = name === "paws" ? skipUnlessThere : requireOrSkip;
    present(...withGo(needed))(name, { timeout: 300_000 }, async () => {
      const only = name === "aws-cli" ? [...SOME, ...COMMAND] : SOME;
      const verdicts = await judged(knownClient(name), { only, cases: 1 });
      expect(faults(verdicts)).toEqual([]);
      const untested = verdicts.filter(({ outcome }) => outcome === "uncovered");
      expect(untested.map(({ clause }) => clause)).toEqual([]);
    });
  }
  test("aws-sdk-js-v2", { timeout: 120_000 }, async () => {
    expect(faults(await judged(knownClient("aws-sdk-js-v2"), { only: SOME }))).toEqual([]);
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
    server.use(...mswDoor(handler, url));
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
      // Interception has neither connections nor raw paths, hosts and blanks; what waits is judged on the wire.
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

function withGo([command, ...args]: [string, ...string[]]): [string, ...string[]] {
  return command === "go"
    ? ["env", "GO111MODULE=off", "GOPATH=/usr/share/gocode", command, ...args]
    : [command, ...args];
}
