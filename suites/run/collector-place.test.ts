import { execFile, execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { loadSpecification } from "../../specs/load-specification.ts";
import { type Handler, handlerTarget } from "../../targets/handler-target.ts";
import { jsonReply } from "../../targets/json-reply.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import { skipUnlessThere } from "../testing/require-or-skip.ts";
import { collectRun } from "./collect-run.ts";
import type { RunOptions } from "./run-options.ts";

/** A network namespace, as containers have: it has its own loopback interface, and reaches ours by one address only. */
const namespace = `lambda-conformance-${process.pid}`;
const [ours, theirs] = ["10.231.77.1", "10.231.77.2"];
const ip = (...args: string[]): unknown => execFileSync("ip", args, { stdio: "pipe" });

const testInNamespace = skipUnlessThere(
  "sh",
  "-c",
  `ip netns add ${namespace}-try && ip netns del ${namespace}-try`,
);

const PROBE = pathToFileURL(join(import.meta.dirname, "../../targets/probe/probe.mjs")).href;
const SCRIPT = `
const { handler } = await import(${JSON.stringify(PROBE)});
try { console.log(JSON.stringify({ result: (await handler(JSON.parse(process.argv[1]), {})) ?? null })); }
catch ({ name, message }) { console.log(JSON.stringify({ errorType: name, errorMessage: message })); }`;

/** Runs the probe in that network namespace. */
class Contained implements Handler {
  async handle({ headers: asked, body }: Parameters<Handler["handle"]>[0]) {
    const event = Buffer.from(body).toString() || "{}";
    const { stdout } = await promisify(execFile)("ip", [
      ...["netns", "exec", namespace, process.execPath, "--input-type=module", "--eval", SCRIPT, "--"],
      event,
    ]);
    const { result, ...error } = JSON.parse(stdout);
    // The function has run nevertheless, which only a collector can show.
    if (headerValue(asked, "X-Amz-Invocation-Type") === "DryRun")
      return { status: 204, headers: [], body: new Uint8Array() };
    const headers = { "X-Amz-Executed-Version": "$LATEST" };
    if (result === undefined)
      return jsonReply(200, error, { ...headers, "X-Amz-Function-Error": "Unhandled" });
    return jsonReply(200, result, headers);
  }
}

const CLAUSE = "invoke/dry-run/not-run";

const options = (collector?: RunOptions["collector"]): RunOptions => ({
  specification: loadSpecification(),
  target: handlerTarget("contained", () => new Contained()),
  tool: { name: "t", version: "1" },
  // The clause passes if the collector gets no message. If no message can reach the collector, nothing is known.
  only: [CLAUSE],
  cases: 1,
  seed: 1,
  concurrency: 1,
  // This gate fails, and would hide the result of the clause that stands on it.
  skip: ["invoke/status/dry-run"],
  timeoutMs: 20_000,
  ...(collector && { collector }),
});

async function ran(collector?: RunOptions["collector"]) {
  const { verdicts, notices } = await collectRun(options(collector));
  return { verdict: verdicts.find(({ clause }) => clause === CLAUSE), notices };
}

describe("functions in a network of their own", () => {
  beforeAll(() => {
    if (spawnSync("ip", ["netns", "add", namespace]).status !== 0) return;
    const [outside, inside] = [`lc${process.pid % 1e6}o`, `lc${process.pid % 1e6}i`];
    ip("link", "add", outside, "type", "veth", "peer", "name", inside, "netns", namespace);
    ip("addr", "add", `${ours}/30`, "dev", outside);
    ip("link", "set", outside, "up");
    ip("-n", namespace, "addr", "add", `${theirs}/30`, "dev", inside);
    ip("-n", namespace, "link", "set", inside, "up");
    ip("-n", namespace, "link", "set", "lo", "up");
  });
  // Deleting the namespace also deletes the link, which has one end in it.
  afterAll(() => void spawnSync("ip", ["netns", "del", namespace]));

  testInNamespace(
    "do not reach a collector on our loopback interface: its clauses are skipped, and the run says what to try",
    async () => {
      const { verdict, notices } = await ran();
      expect(verdict).toMatchObject({
        outcome: "uncovered",
        because: "the target does not support collector",
      });
      expect(notices.join("\n")).toMatch(
        /functions do not reach the collector at http:\/\/127\.0\.0\.1:\d+\/ \(.*ECONNREFUSED.*\); try --collector-listen/,
      );
    },
  );

  testInNamespace("reach one that listens on the address that they see us by", async () => {
    const { verdict, notices } = await ran({ address: ours });
    expect(verdict).toMatchObject({ outcome: "fail" });
    expect(JSON.stringify(verdict?.failure?.violations)).toContain("ledger");
    expect(notices).toEqual([]);
  });

  testInNamespace("reach one that listens everywhere, by the name that was given for us", async () => {
    const { verdict } = await ran({ address: "0.0.0.0", host: ours });
    expect(verdict?.outcome).toBe("fail");
  });
});
