import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { mutantWithout } from "../mutants/mutant-without.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { schemaFault } from "../specs/schema-fault.ts";
import { collectRun } from "../suites/run/collect-run.ts";
import { requireOrSkip } from "../suites/testing/require-or-skip.ts";
import type { Vector } from "../suites/vectors/vector.ts";
import { type Handler, handlerTarget } from "../targets/handler-target.ts";
import { openHttpDoor } from "../targets/reference/http-door.ts";
import { createReference } from "../targets/reference/reference.ts";
import type { Target } from "../targets/target.ts";
import { call } from "./testing/call.ts";
import { command } from "./vectors.ts";

const EXAMPLES = join(import.meta.dirname, "../examples/vectors");
const specification = loadSpecification();
const CASES = 3;

async function vectors(...args: string[]): Promise<Vector[]> {
  const { out } = await call(command, args);
  return out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const all = await vectors("--cases", String(CASES));
const covered = [...new Set(all.map(({ clause }) => clause))];

test("each line is as its schema says, the same each time, and many clauses are covered", async () => {
  for (const vector of all) expect(schemaFault("vector", vector)).toBeUndefined();
  expect(schemaFault("vector", { ...all[0], answers: [[{ at: "/status" }]] })).toMatchObject({
    pointer: "/answers/0/0",
  });
  expect(await vectors("--cases", String(CASES))).toEqual(all);
  expect(covered.length).toBeGreaterThan(100);
});

test("another place and another host stand in the requests", async () => {
  const [vector] = await vectors(
    "invoke/status/request-response",
    "--function",
    "mine",
    "--host",
    "example.test",
  );
  const request = Buffer.from(vector?.request ?? "", "base64").toString();
  expect(request).toMatch(
    /^POST \/2015-03-31\/functions\/mine\/invocations HTTP\/1\.1\r\nHost: example\.test\r\n/,
  );
});

test("clauses that take more than a request and a reply are told to", async () => {
  await expect(vectors("invoke/isolation/*")).rejects.toThrow("none of the clauses can be expressed");
  await expect(vectors("--host", "a b")).rejects.toThrow("It must be a host, with or without a port");
});

/** The reference with a mutant for each of these clauses. */
function broken(ids: readonly string[]): { handler: Handler; target: Target } {
  const reference = createReference({ specification });
  const handler = ids.reduce<Handler>(
    (wrapped, id) => mutantWithout(id, specification).wrap(wrapped, specification),
    reference,
  );
  return { handler, target: handlerTarget("broken", () => handler) };
}

const BROKEN = [
  "invoke/existence/unknown-function",
  "invoke/function-name/too-long",
  "invoke/qualifier/not-in-pattern",
  "invoke/result/content-type",
  "invoke/executed-version/latest",
].filter((id) => covered.includes(id));

describe.each([
  ["the reference", []],
  ["an endpoint that is wrong", BROKEN],
] as const)("on %s", (_, ids) => {
  const { handler, target } = broken(ids);
  const expected = new Map<string, string>();
  beforeAll(async () => {
    const { verdicts } = await collectRun({
      specification,
      target,
      tool: { name: "lambda-conformance", version: "test" },
      only: covered,
      cases: CASES,
      seed: 1,
      concurrency: 8,
      timeoutMs: 20_000,
    });
    for (const { clause, outcome, behind } of verdicts) if (!behind) expected.set(clause, outcome);
  }, 120_000);

  /** The worst verdict of a runner on each clause. */
  async function judged(program: string, ...args: string[]): Promise<Map<string, string>> {
    const door = await openHttpDoor(handler);
    try {
      const out = await new Promise<string>((resolve, reject) => {
        const child = execFile(
          program,
          [...args, door.url.host],
          { cwd: join(EXAMPLES, "go") },
          (error, stdout) => {
            if (error && typeof error.code !== "number") reject(error);
            else resolve(stdout);
          },
        );
        child.stdin?.end(all.map((vector) => `${JSON.stringify(vector)}\n`).join(""));
      });
      const worst = new Map<string, string>();
      const order = ["pass", "error", "fail"];
      for (const line of out.trimEnd().split("\n")) {
        const [verdict = "", id = ""] = line.split(" ");
        const clause = id.split(":")[0] as string;
        if (order.indexOf(verdict) >= order.indexOf(worst.get(clause) ?? "pass")) worst.set(clause, verdict);
      }
      return worst;
    } finally {
      await door.close();
    }
  }

  const compare = async (program: string, ...args: string[]): Promise<void> => {
    const found = await judged(program, ...args);
    expect(found.size).toBe(covered.length);
    const failing = [...expected].filter(([, outcome]) => outcome === "fail").map(([clause]) => clause);
    expect(failing).toEqual(expect.arrayContaining([...ids]));
    const differing = [...expected].filter(([clause, outcome]) => found.get(clause) !== outcome);
    expect(
      differing.map(([clause, outcome]) => `${clause}: ${outcome}, and here ${found.get(clause)}`),
    ).toEqual([]);
  };

  requireOrSkip("python3", "--version")("Python gives the verdicts of run", { timeout: 60_000 }, () =>
    compare("python3", join(EXAMPLES, "python/judge.py")),
  );
  requireOrSkip("go", "version")("Go gives the verdicts of run", { timeout: 120_000 }, () =>
    compare("go", "run", "."),
  );
});

test.each(["python/judge.py", "go/main.go"])("%s has at most 60 lines", (file) => {
  expect(readFileSync(join(EXAMPLES, file), "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(60);
});
