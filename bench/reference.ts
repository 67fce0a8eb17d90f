/**
 * Measures the cost of the reference beyond the network: its buffered invocations per second, and requests per second of a bare node:http
 * server that echoes. Each is in its own process and gets requests from the same pool, in turns. It also measures the CPU time of each per
 * request, which a busy machine changes less. For streams, it measures how long after its write a chunk arrives.
 * `npm run bench -- reference [REQUESTS] [ROUNDS]`
 */
import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Pool } from "undici";
import { referenceTarget } from "../targets/reference/reference-target.ts";
import { readFrames } from "../wire/frames.ts";

const CONCURRENCY = 16;
const PATH = "/2015-03-31/functions/probe/invocations";

if (process.send) {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const body = Buffer.concat(pieces);
      response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
      response.end(body);
    });
  });
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
  process.on("disconnect", () => process.exit());
} else {
  const requests = Number(process.argv[2] ?? 5_000);
  const rounds = Number(process.argv[3] ?? 5);
  const echo = fork(import.meta.filename);
  const port = await new Promise<number>((resolve) =>
    echo.once("message", (said) => resolve(said as number)),
  );
  const reference = await referenceTarget({ verifySignatures: false }).start(() => {});
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "utf8")
    .trim()
    .split(" ");
  const servers = {
    echo: { pool: poolOf(`http://127.0.0.1:${port}`), pid: echo.pid as number },
    reference: {
      pool: poolOf(reference.url.origin),
      pid: Number(children.find((pid) => Number(pid) !== echo.pid)),
    },
  };

  for (const { pool } of Object.values(servers)) await send(pool, 500);
  const ratios: { rate: number; cpu: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const bare = await measured(servers.echo);
    const ours = await measured(servers.reference);
    ratios.push({ rate: ours.rate / bare.rate, cpu: ours.cpuMs / bare.cpuMs });
    console.log(
      `echo ${told(bare)}, reference ${told(ours)}: ${(ours.rate / bare.rate).toFixed(2)} of its rate, ${(ours.cpuMs / bare.cpuMs).toFixed(2)} times its CPU time`,
    );
  }
  console.log(
    `median rate ${median(ratios.map(({ rate }) => rate)).toFixed(2)}, CPU time ${median(ratios.map(({ cpu }) => cpu)).toFixed(2)}`,
  );
  const delays: number[] = [];
  for (let nth = 0; nth < 50; nth++) delays.push(await chunkDelay(servers.reference.pool));
  console.log(`a chunk arrives ${median(delays).toFixed(1)} ms after its write (median of ${delays.length})`);
  await Promise.all(Object.values(servers).map(({ pool }) => pool.close()));
  await reference.stop();
  echo.disconnect();

  function poolOf(origin: string): Pool {
    return new Pool(origin, { connections: CONCURRENCY });
  }

  async function send(pool: Pool, count: number): Promise<void> {
    let left = count;
    const worker = async (): Promise<void> => {
      while (left-- > 0) {
        const body = JSON.stringify({ nonce: left });
        const reply = await pool.request({ method: "POST", path: PATH, body });
        if ((await reply.body.text()) !== body) throw new Error(`${reply.statusCode}: not an echo`);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  }

  async function measured({
    pool,
    pid,
  }: {
    pool: Pool;
    pid: number;
  }): Promise<{ rate: number; cpuMs: number }> {
    const before = cpuMs(pid);
    const began = performance.now();
    await send(pool, requests);
    const ms = performance.now() - began;
    return { rate: (requests * 1000) / ms, cpuMs: (cpuMs(pid) - before) / requests };
  }

  /** The probe writes a chunk with the time, and the next one later. If the server collected chunks, the first would arrive with the second. */
  async function chunkDelay(pool: Pool): Promise<number> {
    const path = "/2021-11-15/functions/probe-stream/response-streaming-invocations";
    const chunks = [{ text: "a" }, { text: "b", pauseMs: 40 }, { text: "c", pauseMs: 40 }];
    const reply = await pool.request({
      method: "POST",
      path,
      body: JSON.stringify({ $probe: { stream: { chunks } } }),
    });
    const arrivals: number[] = [];
    for await (const piece of reply.body) {
      for (const _ of readFrames(piece as Buffer).frames) arrivals.push(performance.now());
    }
    // The second chunk is written 40 ms after the first: this is its additional delay.
    return (arrivals[1] ?? 0) - (arrivals[0] ?? 0) - 40;
  }
}

function told({ rate, cpuMs }: { readonly rate: number; readonly cpuMs: number }): string {
  return `${rate.toFixed(0)}/s (CPU ${cpuMs.toFixed(3)} ms)`;
}

/** CPU time of a process in ms. Linux counts it in hundredths of a second. */
function cpuMs(pid: number): number {
  const [, fields = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
  const [user, system] = fields.split(" ").slice(11, 13);
  return (Number(user) + Number(system)) * 10;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
