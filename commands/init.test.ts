import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { loadSpecification } from "../specs/load-specification.ts";
import type { Handler } from "../targets/handler-target.ts";
import { openHttpDoor } from "../targets/reference/http-door.ts";
import { createReference } from "../targets/reference/reference.ts";
import { githubWorkflow, workflowFile } from "./github-workflow.ts";
import { main } from "./main.ts";
import { calling } from "./testing/call.ts";
import { tool } from "./tool.ts";

const folder = mkdtempSync(join(tmpdir(), "init-"));
const reference = createReference({ specification: loadSpecification() });
const door = await openHttpDoor(reference);
afterAll(async () => {
  await door.close();
  await reference.close();
  rmSync(folder, { recursive: true });
});

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(folder, "cwd-"));
});

const cli = (...args: string[]): ReturnType<typeof calling> =>
  calling({ env: {}, cwd }, (io) => main(args, io));
/** What went to standard error, without what a busy machine made it wait for. */
const faults = (err: string): string => err.replace(/^trying .*\n/gm, "");
const written = (name = "lambda-conformance.config.json"): Record<string, unknown> =>
  JSON.parse(readFileSync(join(cwd, name), "utf8"));

test("what is found is told with its evidence, and written for run", async () => {
  const { out, err, exitCode } = await cli("init", "--endpoint", door.url.href);
  expect({ faults: faults(err), exitCode }).toEqual({ faults: "", exitCode: 0 });
  expect(out).toContain("works       streaming: streams chunk by chunk\n");
  expect(out).toContain("unsupported authenticates: an unknown key gets 200\n");
  expect(out).toMatch(/^works {7}concurrency: serves 16 concurrent calls$/m);
  expect(out.trimEnd().split("\n").slice(-2)).toEqual([
    "wrote lambda-conformance.config.json",
    "lambda-conformance run",
  ]);
  expect(written()).toMatchObject({
    endpoint: door.url.href,
    region: "us-east-1",
    account: "123456789012",
    features: { streaming: true, durable: true, authenticates: false, collector: true },
  });
  const run = await cli("run", "--only", "invoke/status/*", "--cases", "1", "--quiet", "--min-coverage", "0");
  expect(run).toMatchObject({ exitCode: 0, err: "" });
});

test("--json prints what was found and written, and nothing else to standard output", async () => {
  const { out, err, exitCode } = await cli("init", "--endpoint", door.url.href, "--json", "--ci", "github");
  expect(exitCode).toBe(0);
  const facts = JSON.parse(out);
  expect(facts).toMatchObject({
    concurrency: { atOnce: 16 },
    files: ["lambda-conformance.config.json", workflowFile],
    next: "lambda-conformance run",
  });
  expect(facts.config).toEqual(written());
  expect(facts.findings).toContainEqual({
    feature: "streaming",
    state: "works",
    says: "streams chunk by chunk",
  });
  expect(err).toContain("works       streaming: streams chunk by chunk\n");
});

test("what is not there is declared absent, what is wrong is not, and the URL of an invocation names the probe", async () => {
  const lesser: Handler = {
    async handle(request) {
      const isMissing = request.target.includes("-durable/") || request.target.includes("-python/");
      if (isMissing)
        return reference.handle({ ...request, target: request.target.replace("probe-", "nobody-") });
      // The throttled function is the probe, which is not throttled.
      return reference.handle({ ...request, target: request.target.replace("-throttled/", "/") });
    },
  };
  const other = await openHttpDoor(lesser);
  try {
    const pasted = `${other.url.href}2015-03-31/functions/probe/invocations`;
    const { out, exitCode } = await cli("init", "--endpoint", pasted, "--config", "its.json");
    expect(exitCode).toBe(0);
    expect(out).toContain("unsupported durable: there is no function probe-durable\n");
    expect(out).toContain("misbehaves  throttled: should be rejected with 429");
    expect(out).toContain(
      "\nThe file enables features that misbehave, so their clauses will fail. Write false for each one that you do not offer.\n",
    );
    expect(out).toContain("lambda-conformance run --config its.json\n");
    expect(written("its.json")).toMatchObject({
      endpoint: other.url.href,
      features: { durable: false, python: false, throttled: true },
    });
  } finally {
    await other.close();
  }
});

test.each([
  [
    ["--endpoint", door.url.href, "--function", "nope"],
    "the probe was not found or does not run; deploy it (docs/probe.md, ",
  ],
  [[], "no endpoint is given; give --endpoint"],
])("%j is one line and exit status 2", async (args, says) => {
  const { err, exitCode } = await cli("init", ...args);
  expect(err).toContain(`lambda-conformance: init: ${says}`);
  expect(faults(err).trimEnd().split("\n")).toHaveLength(1);
  expect(exitCode).toBe(2);
});

test("a config file that is there is left alone", async () => {
  writeFileSync(join(cwd, "lambda-conformance.config.json"), "{}");
  const { err, exitCode } = await cli("init", "--endpoint", door.url.href);
  expect(err).toContain(
    "lambda-conformance.config.json already exists; remove it, or name another file with --config",
  );
  expect(exitCode).toBe(2);
  expect(written()).toEqual({});
});

test("--ci github writes a workflow that runs the config file, and overwrites none", async () => {
  const { out, err, exitCode } = await cli("init", "--endpoint", door.url.href, "--ci", "github");
  expect({ faults: faults(err), exitCode }).toEqual({ faults: "", exitCode: 0 });
  expect(out).toContain(
    "wrote .github/workflows/lambda-conformance.yml: add the command that starts your emulator",
  );
  const workflow = readFileSync(join(cwd, workflowFile), "utf8");
  expect(workflow).toBe(githubWorkflow(tool().version));
  const [step] = parse(workflow).jobs.conformance.steps.filter(({ run }: { run?: string }) =>
    run?.includes("npx"),
  );
  const words = step.run.trim().split(/\s+/).slice(3);
  const ran = await cli(...words.filter((word: string) => !/GITHUB/.test(word)).slice(0, -1), "--dry-run");
  expect(ran).toMatchObject({ exitCode: 0, err: "" });
  rmSync(join(cwd, "lambda-conformance.config.json"));
  const again = await cli("init", "--endpoint", door.url.href, "--ci", "github");
  expect(again).toMatchObject({ exitCode: 2 });
  expect(again.err).toContain("lambda-conformance.yml already exists; remove it, or leave out --ci");
});
