import { getResponse } from "msw";
import { expect, test } from "vitest";
import { loadSpecification } from "../specs/load-specification.ts";
import { type Handler, handlerTarget } from "../targets/handler-target.ts";
import { lambdaHandlers } from "../targets/reference/lambda-handlers.ts";
import { createReference, type Reference } from "../targets/reference/reference.ts";
import { collectRun } from "./run/collect-run.ts";

/** Headers of a connection, which the Fetch API writes itself. */
const OF_CONNECTION = /^(host|connection|content-length|transfer-encoding|expect)$/i;

/** A handler that sends raw requests to the reference through msw. */
function throughMsw(reference: Reference): Handler & { close(): Promise<void> } {
  const handlers = lambdaHandlers(reference);
  return {
    async handle({ method, target, headers, body }) {
      const fields = headers.filter(([name]) => !OF_CONNECTION.test(name));
      const request = new Request(`https://lambda.us-east-1.amazonaws.com${target}`, {
        method,
        headers: fields.map(([name, value]): [string, string] => [name, value]),
        ...(!/^(GET|HEAD)$/.test(method) && { body: Uint8Array.from(body) }),
      });
      const reply = await getResponse(handlers, request);
      if (reply === undefined) throw new Error(`${target}: msw leaves it to others`);
      return { status: reply.status, headers: [...reply.headers], body: reply.body ?? new Uint8Array() };
    },
    close: () => reference.close(),
  };
}

// reference.test.ts shows the same through HTTP.
test("the suite passes on the probe beside functions of one's own, through msw", {
  timeout: 240_000,
}, async () => {
  const specification = loadSpecification();
  const functions = { "my-function": { handler: (event: unknown) => event } };
  const { verdicts } = await collectRun({
    specification,
    target: handlerTarget("msw", () => throughMsw(createReference({ specification, functions }))),
    tool: { name: "lambda-conformance", version: "test" },
    cases: 1,
    seed: 1,
    concurrency: 8,
    timeoutMs: 30_000,
    // Signatures cover the Host header, which belongs to a connection.
    without: ["authenticates"],
  });
  const of = (...outcomes: string[]): string[] =>
    verdicts.filter(({ outcome }) => outcomes.includes(outcome)).map(({ clause }) => clause);
  expect(of("fail", "error")).toEqual([]);
  expect(of("uncovered").length).toBeLessThan(30);
  expect(of("pass").length).toBeGreaterThan(400);
});
