/**
 * Measures how long a whole run takes at default settings, from the command line to its verdict. It also measures the CPU time of all
 * processes of the run, which a busy machine changes less. The subjects are the reference, an endpoint that responds with 404 to
 * everything, and an endpoint that accepts events and never runs them.
 * It uses the build and, for CPU time, /proc: `npm run build && npm run bench -- verdict [ROUNDS] [SUBJECT...]`
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { always404 } from "../mutants/constants/always-404.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import type { Handler } from "../targets/handler-target.ts";
import { openHttpDoor } from "../targets/reference/http-door.ts";
import { createReference } from "../targets/reference/reference.ts";
import { headerValue } from "../wire/raw-headers.ts";

const rounds = Number(process.argv[2] ?? 3);
const wanted = process.argv.slice(3);
const CLI = join(import.meta.dirname, "../dist/cli.js");
const folder = mkdtempSync(join(tmpdir(), "bench-verdict-"));
const reference = createReference({ specification: loadSpecification() });

/** Accepts events as the reference does, and drops them. */
const neverRuns: Handler = {
  async handle(request) {
    if (headerValue(request.headers, "x-amz-invocation-type") !== "Event") return reference.handle(request);
    const headers = request.headers.map(([name, value]) =>
      name.toLowerCase() === "x-amz-invocation-type" ? ([name, "DryRun"] as const) : ([name, value] as const),
    );
    const reply = await reference.handle({ ...request, headers });
    return reply.status === 204 ? { ...reply, status: 202 } : reply;
  },
};

const subjects: Readonly<Record<string, Handler | undefined>> = {
  reference: undefined,
  "always-404": always404,
  "never-runs-events": neverRuns,
};

interface Verdict {
  readonly seconds: number;
  /** CPU time of the command and its children, in seconds. Undefined without /proc. */
  readonly cpu: number | undefined;
  readonly status: number;
  readonly exchanges: number;
  readonly counts: string;
}

async function judge(args: readonly string[]): Promise<Verdict> {
  const before = childrenCpu();
  const began = performance.now();
  const child = spawn(process.execPath, [CLI, "run", "--seed", "1", "--quiet", "--out", folder, ...args], {
    cwd: folder,
    stdio: "ignore",
  });
  const [status] = (await once(child, "exit")) as [number];
  const seconds = (performance.now() - began) / 1000;
  const after = childrenCpu();
  const { run, summary } = JSON.parse(readFileSync(join(folder, "report.json"), "utf8")) as {
    run: { exchanges: number };
    summary: Record<string, number>;
  };
  const counts = ["pass", "fail", "error", "uncovered", "noted"]
    .map((name) => `${summary[name]} ${name}`)
    .join(", ");
  return {
    seconds,
    cpu: after !== undefined && before !== undefined ? after - before : undefined,
    status,
    exchanges: run.exchanges,
    counts,
  };
}

/** CPU time of ended children and of their own children, in seconds. Linux counts it in hundredths of a second. */
function childrenCpu(): number | undefined {
  try {
    const [, fields = ""] = readFileSync("/proc/self/stat", "utf8").split(") ");
    const [user, system] = fields.split(" ").slice(13, 15);
    return (Number(user) + Number(system)) / 100;
  } catch {
    return undefined;
  }
}

for (let round = 0; round < rounds; round++) {
  for (const [name, handler] of Object.entries(subjects)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const door = handler && (await openHttpDoor(handler));
    const { seconds, cpu, status, exchanges, counts } = await judge(
      door ? ["--endpoint", door.url.href] : [],
    );
    await door?.close();
    console.log(
      `${name.padEnd(18)} ${seconds.toFixed(1)} s, CPU ${cpu?.toFixed(1) ?? "?"} s, exit status ${status}, ${exchanges} exchanges: ${counts}`,
    );
  }
}
await reference.close();
rmSync(folder, { recursive: true });
