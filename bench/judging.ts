/**
 * Measures the cost of judging beyond the network. It takes the time of a whole run against the reference, which has its own process. It
 * compares it with the time that a bare undici pool takes to send the same requests at the same concurrency. Both take turns. It also
 * measures the CPU time of each in this process, which other processes do not change. Clauses that wait for something or measure time are
 * left out.
 * `npm run bench -- judging [CASES] [ROUNDS]`
 */
import { Pool } from "undici";
import { loadSpecification } from "../specs/load-specification.ts";
import type { Specification } from "../specs/specification.ts";
import { run } from "../suites/run/run.ts";
import { referenceTarget } from "../targets/reference/reference-target.ts";
import type { RawRequest } from "../wire/raw-request.ts";

const cases = Number(process.argv[2] ?? 100);
const rounds = Number(process.argv[3] ?? 5);
const concurrency = 16;

const whole = loadSpecification();
const specification: Specification = { ...whole, clauses: whole.clauses.filter(isQuick) };
const target = await referenceTarget({ verifySignatures: false }).start(() => {});
const lasting = { name: "reference", start: async () => ({ ...target, stop: async () => {} }) };
const tool = { name: "lambda-conformance", version: "bench" };

/** Whether a clause takes only the time of its requests. Clauses about tenants do not, because each tenant waits for a cold start. */
function isQuick({ binds, cost, given, requires }: Specification["clauses"][number]): boolean {
  return (
    binds === "server" &&
    cost === undefined &&
    !requires?.includes("tenancy") &&
    !/"(wait|collect|sleep|pauseMs|leave)"/.test(JSON.stringify(given))
  );
}

/** @param hear called with each request. Absent: exchanges are not prepared for tracing, which costs time */
async function judge(hear?: (request: RawRequest) => void): Promise<void> {
  const options = { specification, target: lasting, tool, cases, seed: 1, concurrency, timeoutMs: 20_000 };
  for await (const event of run(options)) if (hear && event.type === "exchange") hear(event.exchange.request);
}

async function sendBare(requests: readonly RawRequest[]): Promise<void> {
  const pool = new Pool(target.url.origin, { connections: concurrency });
  const queue = requests.values();
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
        // The pool refuses to send a few of the requests, which costs it nothing.
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  await pool.close();
}

/** Time and CPU time that a piece of work takes, in ms. */
async function costOf(work: () => Promise<void>): Promise<{ readonly wall: number; readonly cpu: number }> {
  const before = process.cpuUsage();
  const started = performance.now();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wall: performance.now() - started, cpu: (user + system) / 1000 };
}

// The same seed sends the same requests, so they come from a run that is not timed. That run also warms up both sides.
const requests: RawRequest[] = [];
await judge((request) => requests.push(request));
await sendBare(requests);

const ratios: { wall: number; cpu: number }[] = [];
for (let round = 0; round < rounds; round++) {
  const judged = await costOf(() => judge());
  const bare = await costOf(() => sendBare(requests));
  ratios.push({ wall: judged.wall / bare.wall, cpu: judged.cpu / bare.cpu });
  console.log(
    `${requests.length} requests: judged ${told(judged)}, bare ${told(bare)}, ` +
      `ratio ${(judged.wall / bare.wall).toFixed(2)}, of CPU time ${(judged.cpu / bare.cpu).toFixed(2)}`,
  );
}
console.log(`median ratio ${median("wall")}, of CPU time ${median("cpu")}`);

function told({ wall, cpu }: { readonly wall: number; readonly cpu: number }): string {
  return `${wall.toFixed(0)} ms (CPU ${cpu.toFixed(0)})`;
}

function median(of: "wall" | "cpu"): string | undefined {
  const sorted = ratios.map((ratio) => ratio[of]).sort((a, b) => a - b);
  return sorted[sorted.length >> 1]?.toFixed(2);
}
