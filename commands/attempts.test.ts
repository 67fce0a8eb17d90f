import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { MeasuredClient } from "../suites/attempts/measure-attempts.ts";
import { main } from "./main.ts";
import { calling } from "./testing/call.ts";

let cwd = "";
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "attempts-"));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** A driver whose client makes at most `attempts` requests. If it `waits`, a request without a response keeps it forever. */
function driver(name: string, attempts: number, waits: boolean): string {
  writeFileSync(
    join(cwd, `${name}.mjs`),
    `import { createInterface } from "node:readline";
const write = (line) => console.log(JSON.stringify(line));
async function invoke(endpoint, timeoutMs) {
  for (let attempt = 1; ; attempt++) {
    // Its timer keeps the controller; the signal of AbortSignal.timeout() may be collected as garbage.
    const over = new AbortController();
    const timer = ${waits} ? undefined : setTimeout(() => over.abort(new DOMException("", "TimeoutError")), timeoutMs);
    try {
      const response = await fetch(endpoint, { method: "POST", body: "{}", signal: over.signal });
      await response.text();
      if (response.ok) return { output: { StatusCode: response.status } };
      if (attempt === ${attempts}) return { error: { name: String(response.status), message: "told", sent: true } };
    } catch (error) {
      if (attempt === ${attempts}) return { error: { name: error.name, message: error.message, sent: true } };
    } finally {
      clearTimeout(timer);
    }
  }
}
write({ hello: { driver: "mine", version: "7", operations: ["Invoke"], features: [] } });
for await (const line of createInterface({ input: process.stdin })) {
  const { id, endpoint, timeoutMs } = JSON.parse(line).call;
  write({ result: { id, ...(await invoke(endpoint, timeoutMs)) } });
}
`,
  );
  return `./${name}.mjs`;
}

const attempts = (...args: string[]) =>
  calling({ cwd }, (io) => main(["attempts", ...args.map((arg) => arg.replace(/^\.\//, `${cwd}/`))], io));

test("counts the requests of each call, the executions, and how long its caller waits", async () => {
  const { out, exitCode } = await attempts(
    "--driver",
    driver("twice", 2, false),
    "--timeout",
    "150",
    "--json",
  );
  expect(exitCode).toBe(0);
  const [{ client, driver: name, version, calls }] = JSON.parse(out) as [MeasuredClient];
  expect({ client, name, version }).toEqual({ client: "twice", name: "mine", version: "7" });
  expect(
    calls.map(({ situation, requests, executions, unanswered, told }) => [
      situation,
      requests,
      executions.least,
      executions.most,
      unanswered,
      told,
    ]),
  ).toEqual([
    ["success", 1, 1, 1, 0, "output"],
    ["function-error", 1, 1, 1, 0, "output"],
    ["throttled-once", 2, 1, 1, 0, "output"],
    ["throttled", 2, 0, 0, 0, "error"],
    ["failed-once", 2, 1, 2, 0, "output"],
    ["failed", 2, 0, 2, 0, "error"],
    ["gateway-timeout-once", 2, 1, 2, 0, "output"],
    ["lost-once", 2, 2, 2, 1, "output"],
    ["cut-once", 2, 2, 2, 0, "output"],
    ["silence-once", 2, 2, 2, 1, "output"],
    ["silence", 2, 2, 2, 2, "error"],
  ]);
  expect(calls.at(-1)?.waitedMs).toBeGreaterThan(290);
  expect(calls.at(-1)?.error?.name).toBe("TimeoutError");
});

test("tells a person what runs the function twice, what goes on, and what waits in vain", async () => {
  const patience = ["--timeout", "150", "--patience", "1500", "--no-color"];
  const twice = await attempts("--driver", driver("twice", 2, false), ...patience);
  expect(twice.out).toContain("twice (mine 7)\n");
  expect(twice.out).toMatch(/ {2}500, then a result +2 +1 to 2 +\S+ s +the result\n/);
  expect(twice.out).toMatch(
    /runs the function more than once after:\s+connection\s+lost\s+before\s+the\s+response/,
  );
  expect(twice.out).toMatch(/After no response, ever, 2 executions continue/);
  const waiting = await attempts("--driver", driver("waiting", 1, true), ...patience);
  expect(waiting.out).toMatch(/no response, ever +1 +1 +\S+ s +nothing\n/);
  expect(waiting.out).toContain("No call was seen to run the function more than once.");
  expect(waiting.out.replace(/\s+/g, " ")).toMatch(
    /The caller never gets a result after: no response in time, then a result; no response, ever/,
  );
});

test.each([
  [[], "attempts: name clients with --client, or your driver with --driver"],
  [
    ["--client", "boto3", "--driver", "./x"],
    "attempts: name clients with --client, or your driver with --driver",
  ],
  [["--client", "boto4"], 'unknown client "boto4"'],
  [["--driver", "./nothing.mjs"], "no such file"],
])("%j is told in one line", async (args, says) => {
  const { err, exitCode } = await attempts(...args);
  expect(exitCode).toBe(2);
  expect(err).toContain(says);
  expect(err.trim().split("\n")).toHaveLength(1);
});

test("a driver that dies is told in one line", async () => {
  writeFileSync(
    join(cwd, "dies.mjs"),
    `console.log('{"hello":{"driver":"d","version":"1","operations":["Invoke"],"features":[]}}');
process.stdin.once("data", () => process.exit(3));`,
  );
  const { err, exitCode } = await attempts("--driver", "./dies.mjs");
  expect({ exitCode, err: err.trim().split("\n").at(-1) }).toEqual({
    exitCode: 2,
    err: expect.stringContaining("client dies: its driver failed: it exited"),
  });
});
