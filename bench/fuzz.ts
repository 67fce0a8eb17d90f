/**
 * Sends mutated requests to the reference, and gives mutated input to everything that reads foreign data. Exits with 1 if a reader threw,
 * or if the reference responded with an internal fault, stopped responding, or took more than 400 MB. `npm run fuzz [-- REQUESTS READINGS
 * SEED]`
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createRandom } from "./fuzz/random.ts";
import { createReaders } from "./fuzz/readers.ts";
import { type Came, sendMutated } from "./fuzz/requests.ts";
import { watchMemory } from "./hostile/measure.ts";

const [requests = 100_000, readings = 100_000, seed = Date.now() % 2 ** 32] = process.argv
  .slice(2)
  .map(Number);
const AT_ONCE = 32;
const MOST_MB = 400;
/** Statuses that a sound endpoint never has a reason for, however strange the request is. */
const FAULTS = new Set<Came>([500, 501, 502, 503, 504]);

console.log(`seed ${seed}`);
let failed = 0;

const { readers, close } = await createReaders();
for (const reader of readers) {
  const began = performance.now();
  for (let nth = 0; nth < readings / readers.length; nth++) {
    // Each reading has its own seed, so that it can be repeated alone.
    const own = (seed + nth) >>> 0;
    try {
      reader.read(createRandom(own));
    } catch (error) {
      failed++;
      console.error(`${reader.name}, seed ${own}: ${(error as Error).stack}`);
      if (failed > 20) process.exit(1);
    }
  }
  console.log(
    `${reader.name}: ${Math.ceil(readings / readers.length)} read in ${((performance.now() - began) / 1000).toFixed(1)} s`,
  );
}
close();

const built = join(import.meta.dirname, "../dist/targets/reference/reference-process.js");
const child: ChildProcess = fork(built, ["{}"], { execArgv: [], stdio: ["ignore", "ignore", "pipe", "ipc"] });
let warnings = "";
child.stderr?.setEncoding("utf8").on("data", (text: string) => {
  warnings += text;
});
const [{ url }] = (await once(child, "message")) as [{ url: string }];
const memory = watchMemory(child.pid as number);
const counts = new Map<Came, number>();
let sent = 0;
const began = performance.now();
async function worker(): Promise<void> {
  while (sent < requests && child.exitCode === null) {
    const came = await sendMutated(Number(new URL(url).port), createRandom((seed + sent++) >>> 0));
    counts.set(came, (counts.get(came) ?? 0) + 1);
    if (FAULTS.has(came)) {
      failed++;
      console.error(`request, seed ${(seed + sent - 1) >>> 0}: answered ${came}`);
    }
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, worker));
const sound = await fetch(new URL("/2015-03-31/functions/probe/invocations", url), {
  method: "POST",
  body: '"still here"',
});
if ((await sound.text()) !== '"still here"') {
  failed++;
  console.error("the reference does not answer any more as it should");
}
const peakMb = memory.end();
child.kill("SIGKILL");
const told = [...counts].sort(([, a], [, b]) => b - a).map(([came, times]) => `${times} x ${came}`);
console.log(
  `requests: ${sent} in ${((performance.now() - began) / 1000).toFixed(1)} s, ${peakMb.toFixed(0)} MB at the most: ${told.join(", ")}`,
);
if (warnings !== "") {
  failed++;
  console.error(warnings.slice(0, 4000));
}
if (peakMb > MOST_MB) failed++;
console.log(failed === 0 ? "nothing failed" : `${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
