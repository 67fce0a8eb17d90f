import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { getCompileCacheDir } from "node:module";
import { delimiter, extname, join } from "node:path";
import { UserError } from "../../specs/user-error.ts";
import type { StartedTarget, Target } from "../target.ts";
import { exampleKeys } from "./authenticator.ts";
import { defaults } from "./defaults.ts";
import type { ProcessMessage, ProcessOptions } from "./reference-process.ts";

/** By default signatures are verified, so that no clause is left uncovered. */
export type ReferenceTargetOptions = Omit<ProcessOptions, "port">;

/** A retry begins after 100 ms. The rest allows for a busy machine. */
const PATIENCE_MS = 7_000;

const PROGRAM = join(import.meta.dirname, `reference-process${extname(import.meta.filename)}`);

/** The built-in reference as a target: a separate process on a loopback port, which ends with this process. */
export function referenceTarget(options: ReferenceTargetOptions = {}): Target {
  return {
    name: "reference",
    patienceMs: PATIENCE_MS,
    start: () => start({ verifySignatures: true, ...options }),
  };
}

async function start(options: ReferenceTargetOptions): Promise<StartedTarget> {
  let { child, url } = await spawnReference(options);
  const [permitted, denied] = options.keys ?? exampleKeys;
  return {
    url,
    function: options.function ?? defaults.function,
    region: options.region ?? defaults.region,
    account: options.account ?? defaults.account,
    partition: defaults.partition,
    credentials: permitted?.credentials ?? { accessKeyId: "", secretAccessKey: "" },
    ...(denied !== undefined && { unprivileged: denied.credentials }),
    without: onPath("python3") ? [] : ["python"],
    signs: options.verifySignatures === true,
    async restart() {
      await end(child);
      ({ child, url } = await spawnReference({ ...options, port: Number(url.port) }));
    },
    stop: () => end(child),
  };
}

async function spawnReference(options: ProcessOptions): Promise<{ child: ChildProcess; url: URL }> {
  const child = fork(PROGRAM, [JSON.stringify(options)], {
    // The options of this process, such as those of a test runner, are not for the reference.
    execArgv: [],
    env: { ...compileCache(), MALLOC_ARENA_MAX: "2", MALLOC_MMAP_THRESHOLD_: "131072", ...process.env },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const gone = once(child, "exit").then(([code]) => ({ failed: `it ended at once, with status ${code}` }));
  const [message] = await Promise.race([
    once(child, "message") as Promise<[ProcessMessage]>,
    gone.then((failed): [ProcessMessage] => [failed]),
  ]);
  if ("failed" in message) throw new UserError(`the reference did not start: ${message.failed}`);
  // The reference keeps no process alive: a process whose work is done may end, and the reference ends with it.
  child.unref();
  child.channel?.unref();
  return { child, url: new URL(message.url) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.ref();
  child.kill("SIGKILL");
  await gone;
}

/** Compiling takes half of a start. When this process keeps its compile cache, so does the reference. */
function compileCache(): { NODE_COMPILE_CACHE?: string } {
  const folder = getCompileCacheDir();
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}

function onPath(command: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
