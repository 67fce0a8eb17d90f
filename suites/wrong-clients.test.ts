import { describe, expect, test } from "vitest";
import type { Client } from "../drivers/clients/client.ts";
import { plainClient } from "../mutants/clients/plain-client.ts";
import { wrongClients } from "../mutants/clients/wrong-clients.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { conformance } from "../vitest.ts";
import type { Verdict } from "./judge/verdict.ts";
import { collectRun } from "./run/collect-run.ts";

const specification = loadSpecification();

async function judged(client: Client, only: readonly string[]): Promise<readonly Verdict[]> {
  const { verdicts } = await collectRun({
    specification,
    client,
    tool: { name: "lambda-conformance", version: "test" },
    cases: 6,
    seed: 3,
    concurrency: 4,
    timeoutMs: 5_000,
    only,
  });
  return verdicts;
}

const plain = conformance({
  client: plainClient("plain"),
  strict: true,
  cases: 5,
  seed: 3,
  concurrency: 4,
  timeout: 5_000,
});

test("a client that does all that is asked of it fails no clause", { timeout: 60_000 }, async () => {
  const { verdicts } = await plain.report();
  expect(verdicts.filter(({ outcome }) => outcome !== "pass" && outcome !== "noted")).toEqual([]);
  expect(verdicts.length).toBeGreaterThan(190);
});

describe.concurrent("a client is caught that", () => {
  test.each(wrongClients)("$says", async ({ says, caught, ...ways }) => {
    const verdicts = await judged(plainClient(says, ways), caught);
    expect(verdicts.filter(({ outcome }) => outcome !== "fail").map(({ clause }) => clause)).toEqual([]);
  });
});
