import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { UserError } from "../specs/user-error.ts";
import { type ChildOptions, startChild } from "./start-child.ts";

const folder = mkdtempSync(join(tmpdir(), "start-child-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A process that starts another of its own and writes the ids of both into a file. */
const family = `
const { spawn } = require("node:child_process");
const { writeFileSync } = require("node:fs");
const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
writeFileSync(process.argv[1], process.pid + " " + child.pid);
`;

function options(code: string, file = "none", more: Partial<ChildOptions> = {}): ChildOptions {
  return {
    name: "it",
    command: process.execPath,
    args: ["-e", code, join(folder, file)],
    cwd: folder,
    env: process.env,
    ready: async () => readFileSync(join(folder, file), "utf8").includes(" "),
    withinMs: 10_000,
    ...more,
  };
}

const pids = (file: string): number[] => readFileSync(join(folder, file), "utf8").split(" ").map(Number);

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function gone(list: readonly number[]): Promise<boolean> {
  for (let tries = 0; tries < 100 && list.some(lives); tries++) await sleep(20);
  return !list.some(lives);
}

test("waits until it is ready, and ends it with all that it started", async () => {
  const child = await startChild(options(family, "family"));
  expect(pids("family").every(lives)).toBe(true);
  await child.kill();
  expect(await gone(pids("family"))).toBe(true);
  await child.kill();
});

test("does not outlive us, however we end", async () => {
  const script = `
    import { startChild } from ${JSON.stringify(join(import.meta.dirname, "start-child.ts"))};
    import { existsSync } from "node:fs";
    const file = ${JSON.stringify(join(folder, "orphan"))};
    await startChild({ name: "it", command: process.execPath, args: ["-e", ${JSON.stringify(family)}, file],
      cwd: ${JSON.stringify(folder)}, env: process.env, ready: async () => existsSync(file), withinMs: 10000 });
    console.log("ready");`;
  const parent = spawn(process.execPath, ["--input-type=module", "--eval", script]);
  await new Promise((resolve) => parent.stdout.once("data", resolve));
  expect(pids("orphan").every(lives)).toBe(true);
  parent.kill("SIGKILL");
  expect(await gone(pids("orphan"))).toBe(true);
});

test("says what a process wrote that ended before it was ready", async () => {
  const started = startChild(options(`console.log("\\x1b[31mport taken\\x1b[0m"); process.exitCode = 3`));
  await expect(started).rejects.toThrow(new UserError("it ended before it responded: port taken | exit 3"));
});

test.each([
  [
    "the fault and the end of a long text, without stack frames",
    ["Starting", "Error: listen EADDRINUSE", "    at listen (node:net:1:1)", "code: 1", "a", "b", "c"],
    "Error: listen EADDRINUSE | code: 1 | b | c | exit 3",
  ],
  ["no line twice", ["Starting", "Error: no licence"], "Starting | Error: no licence | exit 3"],
  ["a fault in the last lines", ["one", "two", "three", "failed"], "three | failed | exit 3"],
  ["no half of a line", [`Error ${"-".repeat(10_000)}`, "x", "end"], "x | end | exit 3"],
])("says of what it wrote: %s", async (_name, lines, says) => {
  const code = `console.log(${JSON.stringify(lines.join("\n"))}); process.exitCode = 3`;
  await expect(startChild(options(code))).rejects.toThrow(
    new UserError(`it ended before it responded: ${says}`),
  );
});

test("says that a command is not there", async () => {
  const started = startChild({ ...options(""), command: join(folder, "nothing") });
  await expect(started).rejects.toThrow(/^it ended before it responded: spawn .*nothing ENOENT$/);
});

test("gives up on a process that does not get ready, and ends it", async () => {
  const ready = async (): Promise<boolean> => false;
  const started = startChild(options(family, "slow", { ready, withinMs: 600 }));
  await expect(started).rejects.toThrow(new UserError("it did not respond within 0.6 s: it wrote nothing"));
  expect(await gone(pids("slow"))).toBe(true);
});
