import { spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const CLI = join(import.meta.dirname, "cli.ts");
/** A device on which nothing can be written, where there is one. */
const FULL = "/dev/full";
let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "cli-"));
});
afterAll(() => rmSync(cwd, { recursive: true }));

interface Ended {
  readonly out: string;
  readonly err: string;
  readonly status: number | null;
}

/** Runs the command in a process of its own, told of each piece of output. */
function cli(
  args: readonly string[],
  heard: (out: string, child: ReturnType<typeof spawn>) => void = () => {},
): Promise<Ended> {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    // A process group of its own, for Ctrl-C reaches all processes of one.
    detached: true,
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => {
    out += chunk;
    heard(out, child);
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  return new Promise((resolve) => child.once("close", (status) => resolve({ out, err, status })));
}

function ctrlC({ pid }: ReturnType<typeof spawn>): void {
  if (pid !== undefined) process.kill(-pid, "SIGINT");
}

describe("the process", () => {
  test("an endpoint that is not there is told in one line, with 2", async () => {
    const { err, status } = await cli(["run", "--endpoint", "http://127.0.0.1:1"]);
    expect(err).toMatch(
      /^lambda-conformance: nothing that can be tested answers at http:\/\/127\.0\.0\.1:1: .*\n$/,
    );
    expect(status).toBe(2);
  });

  test("a reader that stops reading is no fault", async () => {
    const { err, status } = await cli(["list", "--json"], (_, child) => child.stdout?.destroy());
    expect({ err, status }).toEqual({ err: "", status: 0 });
  });

  test.skipIf(!existsSync(FULL))("output that cannot be written is told in one line, with 2", () => {
    const full = openSync(FULL, "w");
    const stdio = ["ignore", full, "pipe"] as const;
    const { status, stderr } = spawnSync(process.execPath, [CLI, "list"], { cwd, stdio: [...stdio] });
    closeSync(full);
    expect(String(stderr)).toMatch(/^lambda-conformance: what it prints cannot be written: ENOSPC: .*\n$/);
    expect(status).toBe(2);
  });

  test("serve prints its URL in one line, answers, and ends cleanly at Ctrl-C", async () => {
    let answered: Promise<Response> | undefined;
    const { out, err, status } = await cli(
      ["serve", "--inject", "TooManyRequestsException"],
      (heard, child) => {
        const url = `${heard.trim()}2015-03-31/functions/probe/invocations`;
        answered ??= fetch(url, { method: "POST", body: "{}" }).finally(() => ctrlC(child));
      },
    );
    expect(out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\n$/);
    expect((await answered)?.status).toBe(429);
    expect({ err, status }).toEqual({ err: "", status: 0 });
  });

  test("Ctrl-C ends a run with a report of what is known, and 130", async () => {
    let asked = false;
    const { out, status } = await cli(
      ["run", "--only", "invoke/qualifier/*", "--cases", "5000"],
      (heard, child) => {
        if (asked || !heard.includes("  cases ")) return;
        asked = true;
        setTimeout(() => ctrlC(child), 300);
      },
    );
    expect(status).toBe(130);
    expect(out).toContain("interrupted");
    const report = JSON.parse(readFileSync(join(cwd, "conformance-report", "report.json"), "utf8"));
    expect(report.run.ended).toBe("interrupted");
  }, 60_000);
});
