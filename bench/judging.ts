/**
 * What judging costs beside the wire: the time of a whole run against the reference, in a process of its own, and the time that a bare
 * undici pool takes to send the very requests of that run at the same concurrency, in turns within one run. Clauses that
 * wait for something, or measure time, are left out of both. `node bench/main.ts judging [CASES] [ROUNDS]`
 */
import { Pool } from "undici";
import { loadSpecification } from "../specs/load-specification.ts";
import type { Specification } from "../specs/specification.ts";
import { run } from "../suites/run.ts";
import { referenceTarget } from "../targets/reference/reference-target.ts";
import type { RawRequest } from "../wire/raw-request.ts";

const cases = Number(process.argv[3] ?? 100);
const rounds = Number(process.argv[4] ?? 3);
const concurrency = 16;

const whole = loadSpecification();
const specification: Specification = { ...whole, clauses: whole.clauses.filter(isQuick) };
const target = await referenceTarget({ verifySignatures: false }).start(() => {});
const lasting = { name: "reference", start: async () => ({ ...target, stop: async () => {} }) };
const tool = { name: "lambda-conformance", version: "bench" };

/** Whether the time of a clause is that of its requests. */
function isQuick({ binds, cost, given }: Specification["clauses"][number]): boolean {
  return (
    binds === "server" &&
    cost === undefined &&
    !/"(wait|collect|sleep|pauseMs|leave)"/.test(JSON.stringify(given))
  );
}

async function judged(): Promise<{ ms: number; requests: RawRequest[] }> {
  const requests: RawRequest[] = [];
  const started = performance.now();
  const options = { specification, target: lasting, tool, cases, seed: 1, concurrency, timeoutMs: 20_000 };
  for await (const event of run(options))
    if (event.type === "exchange") requests.push(event.exchange.request);
  return { ms: performance.now() - started, requests };
}

async function bare(requests: readonly RawRequest[]): Promise<number> {
  const pool = new Pool(target.url.origin, { connections: concurrency });
  const queue = requests.values();
  const started = performance.now();
  const worker = async (): Promise<void> => {
    for (const { method, target: path, headers, body } of queue) {
      const sent = headers.filter(([name]) => !/^(transfer-encoding|expect|content-length)$/i.test(name));
      try {
        const reply = await pool.request({
          method: method as "POST",
          path,
          headers: sent.flat() as string[],
          body: body as Uint8Array,
        });
        await reply.body.arrayBuffer();
      } catch {
        // What a pool refuses to send costs it nothing; there are few of those.
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const ms = performance.now() - started;
  await pool.close();
  return ms;
}

await judged(); // warms up both sides
const ratios: number[] = [];
for (let round = 0; round < rounds; round++) {
  const { ms, requests } = await judged();
  const alone = await bare(requests);
  ratios.push(ms / alone);
  console.log(
    `${requests.length} requests: judged ${ms.toFixed(0)} ms, bare ${alone.toFixed(0)} ms, ratio ${(ms / alone).toFixed(2)}`,
  );
}
ratios.sort((a, b) => a - b);
const memory = Math.round(process.memoryUsage().rss / 2 ** 20);
console.log(`median ratio ${ratios[Math.floor(ratios.length / 2)]?.toFixed(2)}; resident ${memory} MB`);
await target.stop();
