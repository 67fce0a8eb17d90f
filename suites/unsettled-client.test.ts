import { expect, test } from "vitest";
import type { Client } from "../drivers/clients/client.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { collectRun } from "./run/collect-run.ts";

test("a client that never tells its caller anything fails what asks for an error, and what asks for an output", async () => {
  const client: Client = {
    name: "silent",
    start: async () => ({
      hello: { driver: "silent", version: "1", operations: ["Invoke"], features: [] },
      call: async () => ({ unsettled: true }),
      close: async () => {},
    }),
  };
  const { verdicts } = await collectRun({
    specification: loadSpecification(),
    client,
    tool: { name: "lambda-conformance", version: "test" },
    only: ["client/response/payload-cut", "client/response/status-200"],
    cases: 1,
    seed: 1,
    concurrency: 1,
    timeoutMs: 1_000,
  });
  const actual = "absent: the client reported nothing";
  expect(verdicts.map(({ outcome, failure }) => [outcome, failure?.violations])).toEqual([
    ["fail", [{ says: "outcome.output", expected: "present", actual }]],
    ["fail", [{ says: "outcome.error", expected: "present", actual }]],
  ]);
});
