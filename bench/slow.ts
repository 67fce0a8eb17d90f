/**
 * Measures how much of its concurrency a run uses. The endpoint responds to each call after 200 ms, so a run takes at least exchanges * 200
 * ms / concurrency. The endpoint is the slowed reference: nothing fails there, and confirmations, which run one by one, would take longer.
 * It uses the build: `npm run build && npm run bench -- slow [CASES]`
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loadSpecification } from "../specs/load-specification.ts";
import { openHttpDoor } from "../targets/reference/http-door.ts";
import { createReference } from "../targets/reference/reference.ts";

const cases = Number(process.argv[2] ?? 100);
const DELAY_MS = 200;
const CONCURRENCY = 16;

const folder = mkdtempSync(join(tmpdir(), "bench-slow-"));
const reference = createReference({ specification: loadSpecification() });
let first = 0;
let last = 0;
let exchanges = 0;
const door = await openHttpDoor({
  handle: async (request) => {
    first ||= performance.now();
    exchanges += 1;
    await sleep(DELAY_MS);
    const reply = await reference.handle(request);
    last = performance.now();
    return reply;
  },
});
const args = ["--endpoint", door.url.href, "--concurrency", String(CONCURRENCY), "--cases", String(cases)];
const only = ["client-context", "function-name", "invocation-type", "payload", "qualifier", "log-type"];
const child = spawn(
  process.execPath,
  [
    join(import.meta.dirname, "../dist/cli.js"),
    ...["run", ...args, "--seed", "1", "--quiet", "--out", folder],
    ...only.flatMap((family) => ["--only", `invoke/${family}/*`]),
  ],
  { cwd: folder, stdio: "ignore" },
);
await once(child, "exit");
await door.close();
await reference.close();
const { run } = JSON.parse(readFileSync(join(folder, "report.json"), "utf8")) as {
  run: { durationMs: number };
};
rmSync(folder, { recursive: true });
const least = (exchanges * DELAY_MS) / CONCURRENCY;
console.log(
  `${exchanges} exchanges of ${DELAY_MS} ms, ${CONCURRENCY} at once: ${(run.durationMs / 1000).toFixed(1)} s, at least ${(least / 1000).toFixed(1)} s: ` +
    `${(least / (last - first)).toFixed(2)} of what concurrency allows`,
);
