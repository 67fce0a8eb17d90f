/**
 * Measures the cost of the command's process: the time until `list` has ended, and the time until a run sends its first request. Then it
 * runs few and many cases against the reference. It compares the CPU time of each request and the peak of resident memory, which should
 * stay the same. With CLAUSE, these runs judge only that clause. It uses the build: `npm run build && npm run bench -- process [CASES]
 * [MANY] [CLAUSE]`
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const few = Number(process.argv[2] ?? 100);
const many = Number(process.argv[3] ?? 10 * few);
const [, , , , only] = process.argv;
const STARTS = 10;

const CLI = join(import.meta.dirname, "../dist/cli.js");
/** Makes a process report to its parent, when it ends, the CPU time and memory that it used. */
const TELLING = `data:text/javascript,${encodeURIComponent(
  'process.on("exit", () => process.channel && process.send(process.resourceUsage()));' +
    "process.channel?.unref();",
)}`;
const folder = mkdtempSync(join(tmpdir(), "bench-process-"));

function start(args: readonly string[], ...execArgv: readonly string[]): ChildProcess {
  return spawn(process.execPath, [...execArgv, CLI, ...args], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit", ...(execArgv.length > 0 ? ["ipc" as const] : [])],
  });
}

async function list(): Promise<number> {
  const began = performance.now();
  await once(start(["list"]), "exit");
  return performance.now() - began;
}

async function oneClause(): Promise<number> {
  const began = performance.now();
  await once(start(["run", "--only", "invoke/status/dry-run", "--quiet"]), "exit");
  return performance.now() - began;
}

async function firstRequest(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const came = once(server, "request");
  const began = performance.now();
  const child = start(["run", "--endpoint", `http://127.0.0.1:${port}`, "--quiet"]);
  await came;
  const ms = performance.now() - began;
  child.kill("SIGKILL");
  await once(child, "exit");
  server.closeAllConnections();
  server.close();
  return ms;
}

/** The median of several starts, and the shortest. Other processes on the machine can only make a start longer. */
async function timed(work: () => Promise<number>): Promise<string> {
  const times: number[] = [];
  for (let nth = 0; nth < STARTS; nth++) times.push(await work());
  times.sort((a, b) => a - b);
  return `${times[STARTS >> 1]?.toFixed(0)} ms (shortest ${times[0]?.toFixed(0)})`;
}

interface Used {
  readonly requests: number;
  readonly seconds: number;
  /** CPU time of a request, in ms. */
  readonly each: number;
  readonly residentMb: number;
}

async function used(cases: number): Promise<Used> {
  const out = join(folder, String(cases));
  const child = start(
    [
      "run",
      ...(only === undefined ? [] : ["--only", only]),
      "--cases",
      String(cases),
      "--seed",
      "1",
      "--quiet",
      "--out",
      out,
    ],
    "--import",
    TELLING,
  );
  const [usage] = (await once(child, "message")) as [NodeJS.ResourceUsage];
  const { run } = JSON.parse(readFileSync(join(out, "report.json"), "utf8")) as {
    run: { exchanges: number; durationMs: number };
  };
  return {
    requests: run.exchanges,
    seconds: run.durationMs / 1000,
    each: (usage.userCPUTime + usage.systemCPUTime) / 1000 / run.exchanges,
    residentMb: usage.maxRSS / 1024,
  };
}

console.log(`list              ${await timed(list)}`);
console.log(`first request     ${await timed(firstRequest)}`);
console.log(`one clause        ${await timed(oneClause)}`);
const runs: Used[] = [];
for (const cases of [few, many]) {
  const run = await used(cases);
  runs.push(run);
  console.log(
    `--cases ${String(cases).padEnd(9)} ${run.requests} requests in ${run.seconds.toFixed(1)} s, ` +
      `${run.each.toFixed(2)} ms of CPU time each, at most ${run.residentMb.toFixed(0)} MB resident`,
  );
}
const [less, more] = runs as [Used, Used];
console.log(
  `${(more.requests / less.requests).toFixed(1)} times the requests: CPU time of each ${(more.each / less.each).toFixed(2)} times, ` +
    `memory ${(more.residentMb / less.residentMb).toFixed(2)} times`,
);
rmSync(folder, { recursive: true });
