import { once } from "node:events";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";

/** A module that takes longer to load is not checked further. Its function may still work. */
const MOST_MS = 5_000;

/** Variables that Lambda sets. A module may read them while it loads. */
const VARIABLES = {
  TZ: ":UTC",
  AWS_REGION: "us-east-1",
  AWS_DEFAULT_REGION: "us-east-1",
  AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
};

const LOADS = `
const { parentPort, workerData } = require("node:worker_threads");
// This script has these globals, but a function does not.
for (const name of ["module", "require", "exports", "__filename", "__dirname"]) delete globalThis[name];
const functionsIn = (its) => Object.keys(its ?? {}).filter((name) => typeof its[name] === "function");
(async () => {
  globalThis.awslambda = (await import(workerData.runtime)).awslambda;
  const loaded = await import(workerData.file);
  const names = new Set([...functionsIn(loaded), ...functionsIn(loaded.default)]);
  parentPort.postMessage({ names: [...names] });
})().catch((error) => parentPort.postMessage({ error: String(error) }));
`;

/** What loading a module showed: the names of its functions, or why it does not load. */
type Loaded = { readonly names: readonly string[] } | { readonly error: string };

/**
 * Loads a module like an execution environment: in a worker thread with the variables of the function.
 * @param file absolute path of the module
 * @param name name of the export that must be a function
 * @returns why invocations cannot succeed, in words; undefined when they can, or when the module takes long to load
 */
export async function handlerFault(
  file: string,
  name: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<string | undefined> {
  const worker = new Worker(LOADS, {
    eval: true,
    // Hides its output here. The output appears when the function is invoked.
    stdout: true,
    stderr: true,
    execArgv: [],
    env: { ...VARIABLES, ...environment },
    workerData: {
      runtime: new URL("node-handler.mjs", import.meta.url).href,
      file: pathToFileURL(file).href,
    },
  });
  try {
    const signal = AbortSignal.timeout(MOST_MS);
    const ended = once(worker, "exit", { signal }).then(([code]): Loaded[] => [
      { error: `it ends its process, with ${code}` },
    ]);
    const told = once(worker, "message", { signal }) as Promise<Loaded[]>;
    const [loaded = { names: [] }] = await Promise.race([told, ended]);
    if ("error" in loaded) return `it does not load: ${loaded.error.split("\n")[0]}`;
    if (loaded.names.includes(name)) return undefined;
    const others = loaded.names.length === 0 ? "no function" : loaded.names.join(", ");
    return `it has no function of the name ${name}: it exports ${others}`;
  } catch (error) {
    return (error as Error).name === "AbortError"
      ? undefined
      : `it does not load: ${(error as Error).message}`;
  } finally {
    await worker.terminate();
  }
}
