/**
 * Measures the cost of the HTTP driver beyond the network: requests per second against a trivial server in its own process. It compares the
 * driver with a bare undici pool that reads each reply completely, at the same concurrency. Both take turns within one run.
 * `node bench/main.ts http-driver [REQUESTS] [CONCURRENCY]`
 */
import { fork } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Pool } from "undici";
import { createHttpDriver } from "../drivers/http.ts";
import type { InvokeStep } from "../generators/case.ts";
import { loadSpecification } from "../specs/load-specification.ts";

const reply = Buffer.from('{"nonce":"0123456789abcdef"}');

if (process.send) {
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      response.writeHead(200, { "content-type": "application/json", "content-length": reply.length });
      response.end(reply);
    });
  });
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
  process.on("disconnect", () => process.exit());
} else {
  const requests = Number(process.argv[2] ?? 20_000);
  const concurrency = Number(process.argv[3] ?? 50);
  const server = fork(import.meta.filename);
  const port = await new Promise<number>((resolve) =>
    server.once("message", (said) => resolve(said as number)),
  );
  const url = new URL(`http://127.0.0.1:${port}`);

  const pool = new Pool(url.origin, { connections: concurrency });
  const headers = ["User-Agent", "lambda-conformance/0", "Content-Type", "application/octet-stream"];
  const path = "/2015-03-31/functions/probe/invocations";
  const bare = async (nonce: string): Promise<void> => {
    const body = JSON.stringify({ $probe: { return: { value: { nonce } } } });
    const { body: answer } = await pool.request({
      method: "POST",
      path,
      headers,
      body,
      responseHeaders: "raw",
    });
    await answer.arrayBuffer();
  };

  const driver = createHttpDriver({
    target: {
      url,
      function: "probe",
      region: "us-east-1",
      account: "123456789012",
      partition: "aws",
      credentials: { accessKeyId: "", secretAccessKey: "" },
      without: [],
      signs: false,
      stop: () => Promise.resolve(),
    },
    specification: loadSpecification(),
    timeoutMs: 10_000,
    connections: concurrency,
  });
  const step: InvokeStep = {
    do: "invoke",
    operation: "Invoke",
    input: { FunctionName: "{function}" },
    payload: { json: { $probe: { return: { value: { nonce: "{nonce}" } } } } },
  };
  const driven = async (nonce: string): Promise<void> => {
    const { calls } = await driver.perform([step], nonce);
    if (calls[0]?.exchanges[0]?.reply?.status !== 200) throw new Error("not answered");
  };

  async function rate(send: (nonce: string) => Promise<void>): Promise<number> {
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < requests) await send(String(next++).padStart(16, "0"));
    };
    const began = performance.now();
    await Promise.all(Array.from({ length: concurrency }, worker));
    return (requests * 1000) / (performance.now() - began);
  }

  const rates = { bare: [] as number[], driven: [] as number[] };
  for (let round = 0; round < 6; round++) {
    rates.bare.push(await rate(bare));
    rates.driven.push(await rate(driven));
  }
  const median = (values: number[]): number => values.slice(1).sort((a, b) => a - b)[2] ?? 0;
  const [pure, ours] = [median(rates.bare), median(rates.driven)];
  console.log(`bare undici pool  ${Math.round(pure)} requests/s`);
  console.log(`HTTP driver       ${Math.round(ours)} requests/s`);
  console.log(`ratio             ${(pure / ours).toFixed(2)}`);
  await Promise.all([pool.close(), driver.close()]);
  server.disconnect();
}
