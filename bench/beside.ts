/**
 * Compares the judge with what people would use instead, on one endpoint: a small sound emulator. The others are 5,000 invocations through
 * the JavaScript SDK in tests of vitest, a collection of Postman in newman, and schemathesis with our OpenAPI description. It measures
 * exchanges per second, CPU time and memory of each, and how many miniatures of public bugs each notices. A tool notices a miniature if it
 * fails there and passes the sound emulator. newman and schemathesis are installed into the cache. It uses the build and /proc: `npm run
 * build && npm run bench -- beside [INVOCATIONS]`
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { miniature } from "../mutants/miniature.ts";
import { miniatures } from "../mutants/miniatures.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import type { Handler } from "../targets/handler-target.ts";
import { installNpmPackages } from "../targets/install-npm-packages.ts";
import { installPythonPackages } from "../targets/install-python-packages.ts";
import { openHttpDoor } from "../targets/reference/http-door.ts";
import { inParallel } from "../teeth/in-parallel.ts";
import { scoreMiniatures } from "../teeth/miniatures.ts";
import { createStage } from "../teeth/stage.ts";
import { collectionOf } from "./beside/collection.ts";

const NEWMAN = "6.2.2";
const SCHEMATHESIS = "4.32.5";
const ROOT = join(import.meta.dirname, "..");
const invocations = Number(process.argv[2] ?? 5_000);
/** Most time for one tool on one emulator, in ms. A tool that hangs on a miniature does not pass it. */
const MOST_MS = 60_000;
/** How many invocations with random payloads a miniature gets. */
const FEW = 20;

interface Tool {
  readonly name: string;
  /** @param many how many invocations to make, if the tool can be told */
  readonly command: (url: string, many: number) => readonly string[];
}

const folder = mkdtempSync(join(tmpdir(), "bench-beside-"));
const newman = join(
  await installNpmPackages("newman", [`newman@${NEWMAN}`], console.error),
  "node_modules/newman",
);
const python = await installPythonPackages("schemathesis", [`schemathesis==${SCHEMATHESIS}`], console.error);
writeFileSync(join(folder, "collection.json"), JSON.stringify(collectionOf()));
writeFileSync(join(folder, "schemathesis.toml"), '[parameters]\n"path.FunctionName" = "probe"\n');
writeFileSync(join(folder, "openapi.json"), await openApi());

const tools: readonly Tool[] = [
  {
    name: "SDK in vitest",
    command: (url, many) => [
      "env",
      `ENDPOINT=${url}`,
      `INVOCATIONS=${many}`,
      process.execPath,
      join(ROOT, "node_modules/vitest/vitest.mjs"),
      ...[
        "run",
        "--root",
        join(ROOT, "bench/beside"),
        "--dir",
        join(ROOT, "bench/beside"),
        "--reporter",
        "dot",
      ],
    ],
  },
  {
    name: `newman ${NEWMAN}`,
    command: (url, many) => [
      process.execPath,
      join(newman, "bin/newman.js"),
      ...["run", "collection.json", "--env-var", `endpoint=${url.replace(/\/$/, "")}`],
      ...["--iteration-count", String(Math.max(1, Math.round(many / 10))), "--timeout-request", "5000"],
      ...["--reporters", "cli", "--reporter-cli-no-success-assertions"],
    ],
  },
  {
    name: `schemathesis ${SCHEMATHESIS}`,
    command: (url, many) => [
      join(python, "bin/python"),
      ...["-m", "schemathesis.cli", "run", "openapi.json", "--url", url, "--include-operation-id", "Invoke"],
      ...[
        "--seed",
        "1",
        "--phases",
        "examples,coverage,fuzzing",
        "--max-examples",
        String(Math.max(FEW, many / 10)),
      ],
      ...["--request-timeout", "5", "--continue-on-failure", "--no-shrink", "--baseline", "accepted.json"],
      // Differences between the sound emulator and the description are accepted.
      ...(many === FEW ? [] : ["--baseline-update"]),
    ],
  },
];

interface Used {
  readonly status: number | "hung";
  readonly exchanges: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly megabytes: number;
}

/** Runs a tool against an emulator. */
async function use({ command }: Tool, handler: Handler, many: number): Promise<Used> {
  let exchanges = 0;
  const door = await openHttpDoor({
    handle: (request) => {
      exchanges += 1;
      return handler.handle(request);
    },
  });
  const [file = "", ...args] = command(door.url.href, many);
  const cpuBefore = childrenCpu();
  const began = performance.now();
  const child = spawn(file, args, { cwd: folder, stdio: "ignore", detached: true });
  let megabytes = 0;
  const watching = setInterval(() => {
    megabytes = Math.max(megabytes, residentMb(child.pid as number));
  }, 100);
  let hung = false;
  const limit = setTimeout(
    () => {
      hung = true;
      process.kill(-(child.pid as number), "SIGKILL");
    },
    many === FEW ? MOST_MS : 10 * MOST_MS,
  );
  const [status] = (await once(child, "exit")) as [number | null];
  const seconds = (performance.now() - began) / 1000;
  clearInterval(watching);
  clearTimeout(limit);
  await door.close();
  return {
    status: hung || status === null ? "hung" : status,
    exchanges,
    seconds,
    cpuSeconds: childrenCpu() - cpuBefore,
    megabytes,
  };
}

/** CPU time of ended children and of their own children, in seconds. Linux counts it in hundredths of a second. */
function childrenCpu(): number {
  const [, fields = ""] = readFileSync("/proc/self/stat", "utf8").split(") ");
  const [user, system] = fields.split(" ").slice(13, 15);
  return (Number(user) + Number(system)) / 100;
}

/** Current resident memory of a process and its children, in MB. */
function residentMb(pid: number): number {
  try {
    const [, kb = "0"] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    const threads = readdirSync(`/proc/${pid}/task`);
    const children = threads.flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").trim().split(" ").filter(Boolean),
    );
    return Number(kb) / 1024 + children.reduce((sum, child) => sum + residentMb(Number(child)), 0);
  } catch {
    return 0;
  }
}

async function openApi(): Promise<string> {
  const child = spawn(process.execPath, [join(ROOT, "dist/cli.js"), "spec", "--format", "openapi"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  for await (const piece of child.stdout.setEncoding("utf8")) text += piece;
  return text;
}

function told(name: string, { exchanges, seconds, cpuSeconds, megabytes }: Used): string {
  return (
    `${name}: ${exchanges} exchanges in ${seconds.toFixed(1)} s, ${(exchanges / seconds).toFixed(0)}/s, ` +
    `${((1000 * cpuSeconds) / exchanges).toFixed(1)} ms of CPU time each, ${megabytes.toFixed(0)} MB`
  );
}

const JUDGED = ["payload", "function-name", "qualifier", "client-context", "invocation-type", "existence"];
/** The judge itself, with the families of clauses that send the most requests. */
const judge: Tool = {
  name: "lambda-conformance",
  command: (url) => [
    ...[
      process.execPath,
      join(ROOT, "dist/cli.js"),
      "run",
      "--endpoint",
      url,
      "--quiet",
      "--seed",
      "1",
      "--concurrency",
      "16",
    ],
    ...JUDGED.flatMap((family) => ["--only", `invoke/${family}/*`]),
    ...["--out", "judge"],
  ],
};

console.log(told(judge.name, await use(judge, miniature(), invocations)));
for (const tool of tools) {
  const sound = await use(tool, miniature(), invocations);
  console.log(told(tool.name, sound));
  // With its new baseline, schemathesis must accept the sound emulator.
  const again = await use(tool, miniature(), FEW);
  const noticed: string[] = [];
  await inParallel(miniatures, async ({ name, handler }) => {
    const { status } = await use(tool, handler, FEW);
    if (status !== 0) noticed.push(name);
  });
  console.log(
    again.status === 0
      ? `  notices ${noticed.length} of ${miniatures.length}: ${noticed.sort().join(", ")}`
      : `  fails the sound emulator too (${again.status}): says nothing of the others`,
  );
}
const stage = await createStage(loadSpecification());
const scores = await scoreMiniatures(stage);
await stage.close();
const caught = scores.filter(({ fails, missed }) => missed.length < fails.length);
console.log(`${judge.name} notices ${caught.length} of ${miniatures.length}`);
rmSync(folder, { recursive: true });
