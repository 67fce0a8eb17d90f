/**
 * Measures the cost of `watch`: the time that it adds to a call, and the memory that it takes while thousands of calls and hundreds of
 * streamed megabytes pass through. It also counts how many of the calls were judged. It uses the build: `npm run build && npm run bench --
 * watch [CALLS] [MEGABYTES]`
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeFrame } from "../wire/encode-frame.ts";

const calls = Number(process.argv[2] ?? 10_000);
const megabytes = Number(process.argv[3] ?? 200);

const CLI = join(import.meta.dirname, "../dist/cli.js");
const PATHS = {
  call: "/2015-03-31/functions/probe/invocations",
  stream: "/2021-11-15/functions/probe/response-streaming-invocations",
} as const;
/** The number of parts that the calls are measured in. */
const PARTS = 5;

const event = (type: string, contentType: string, payload: Uint8Array): Uint8Array =>
  encodeFrame(
    [
      { name: ":event-type", type: "string", value: type },
      { name: ":content-type", type: "string", value: contentType },
      { name: ":message-type", type: "string", value: "event" },
    ],
    payload,
  );
const CHUNK = event("PayloadChunk", "application/octet-stream", Buffer.alloc(64 * 1024, "x"));
const END = event("InvokeComplete", "application/json", Buffer.from("{}"));

/** An endpoint that responds at once, so that only the time of the proxy is measured. */
async function startEndpoint(): Promise<{ url: string; close: () => void }> {
  const server = createServer(async (asked, reply) => {
    asked.resume();
    await once(asked, "end");
    reply.setHeader("x-amzn-RequestId", crypto.randomUUID());
    reply.setHeader("X-Amz-Executed-Version", "$LATEST");
    if (asked.url !== PATHS.stream) {
      reply.setHeader("Content-Type", "application/json");
      reply.end('{"ok":true}');
      return;
    }
    reply.setHeader("Content-Type", "application/vnd.amazon.eventstream");
    for (let left = 1024 * 1024; left > 0; left -= CHUNK.length) {
      if (!reply.write(CHUNK)) await once(reply, "drain");
    }
    reply.end(END);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

async function ask(url: string, path: string): Promise<number> {
  const began = performance.now();
  const asked = request(`${url}${path}`, { method: "POST", agent });
  asked.end('{"hello":1}');
  const [reply] = await once(asked, "response");
  reply.resume();
  await once(reply, "end");
  return performance.now() - began;
}

/** ms per call, for consecutive calls: the median and the 99th percentile. */
async function timesOf(
  url: string,
  count: number,
): Promise<{ readonly median: number; readonly late: number }> {
  const times: number[] = [];
  for (let nth = 0; nth < count; nth++) times.push(await ask(url, PATHS.call));
  times.sort((a, b) => a - b);
  return { median: times[count >> 1] ?? 0, late: times[Math.floor(count * 0.99)] ?? 0 };
}

function residentMb({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
}

const folder = mkdtempSync(join(tmpdir(), "bench-watch-"));
const endpoint = await startEndpoint();
const watch = spawn(
  process.execPath,
  [CLI, "watch", "--to", endpoint.url, "--quiet", "--no-color", "--record", "all.har"],
  {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  },
);
let out = "";
const listening = Promise.withResolvers<string>();
watch.stdout.setEncoding("utf8").on("data", (text: string) => {
  out += text;
  const url = /^Listens at (\S+)\/$/m.exec(out)?.[1];
  if (url !== undefined) listening.resolve(url);
});
const exited = once(watch, "exit");
const through = await listening.promise;

await timesOf(endpoint.url, 500);
await timesOf(through, 500);
console.log("calls      added ms (median)   slowest 1 in 100: direct, through   resident MB");
for (let part = 1; part <= PARTS; part++) {
  const direct = await timesOf(endpoint.url, Math.ceil(calls / PARTS / 4));
  const watched = await timesOf(through, Math.ceil(calls / PARTS));
  const cells = [
    String(Math.ceil((calls / PARTS) * part)).padEnd(10),
    (watched.median - direct.median).toFixed(3).padStart(17),
    `${direct.late.toFixed(2)}, ${watched.late.toFixed(2)}`.padStart(34),
    residentMb(watch).toFixed(0).padStart(13),
  ];
  console.log(cells.join(" "));
}
for (let passed = 0; passed < megabytes; passed += 50) {
  const some = Math.min(50, megabytes - passed);
  for (let nth = 0; nth < some; nth++) await ask(through, PATHS.stream);
  console.log(`${passed + some} MB streamed, ${residentMb(watch).toFixed(0)} MB resident`);
}
watch.kill("SIGINT");
await exited;
const report = JSON.parse(readFileSync(join(folder, "conformance-report/report.json"), "utf8"));
console.log(`${report.run.exchanges} exchanges judged; ${report.notices.join("; ") || "none left out"}`);
endpoint.close();
agent.destroy();
rmSync(folder, { recursive: true });
