/**
 * The Node.js runtime inside an execution environment: a worker thread that loads one handler and runs one event after another. It is plain
 * JavaScript, because every cold start loads it. node-environment.ts is its other side:
 *
 * - its first message is what it loads: `{module, file, handler, hides, variables, tellsLog, log, resultBytes, context}`; `log` is shared memory.
 *   A later message of that form begins another environment: the module is loaded anew;
 * - it sends `["ready"]`, or `["broken", error]` when the handler cannot be loaded;
 * - for each invocation it sends the messages of the runner (node-handler.mjs). The other side sends the number `window` back when the
 *   reader has room for that many more bytes. With `tellsLog`, it also sends `["logged", text]`;
 * - it sends `["killed"]` when the function kills its process, before the thread ends.
 */
import { types } from "node:util";
import { getHeapStatistics } from "node:v8";
import { parentPort } from "node:worker_threads";
import { awslambda, described, HandlerRunner, logLevels, logLine } from "./node-handler.mjs";

/** What it loaded. */
let its = { hides: true, module: "" };
/** The URL of the module. A fragment tells it from an earlier load in this thread. */
let url = "";
let loads = 0;
let counters = new Int32Array(2);
let ring = new Uint8Array(0);
let runner;
let requestId = "";

/** Writes into the ring that holds the end of the log. */
function log(text) {
  if (its.tellsLog) parentPort.postMessage(["logged", text]);
  const bytes = Buffer.from(text);
  const kept = bytes.subarray(-ring.length);
  const at = (counters[0] + bytes.length - kept.length) % ring.length;
  const first = kept.subarray(0, ring.length - at);
  ring.set(first, at);
  if (first.length < kept.length) ring.set(kept.subarray(first.length), 0);
  counters[0] += bytes.length;
}

for (const [method, level] of Object.entries(logLevels)) {
  console[method] = (...parts) => log(logLine(requestId, level, parts));
}
for (const output of [process.stdout, process.stderr]) {
  output.write = (chunk, encoding, callback) => {
    log(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString());
    const done = typeof encoding === "function" ? encoding : callback;
    if (done !== undefined) process.nextTick(done);
    return true;
  };
}

/** Shows the file of the probe under the path that Lambda uses. Files of the user keep their own paths. */
function stackOf(stack) {
  return its.hides ? stack.replaceAll(url, `file:///var/task/${its.module}.mjs`) : stack;
}

/** The error that the runtime reports when it cannot load the handler. */
function unloaded(thrown) {
  if (thrown?.code === "ERR_MODULE_NOT_FOUND") {
    return renamed("Runtime.ImportModuleError", `Error: Cannot find module '${missing(thrown)}'`);
  }
  if (thrown instanceof SyntaxError) return renamed("Runtime.UserCodeSyntaxError", `${thrown}`);
  return thrown;
}

/** What could not be found: the module itself, or one that it imports. */
function missing(error) {
  if (its.hides || error.url === url) return its.module;
  return /^Cannot find (?:package|module) '([^']+)'/.exec(error.message)?.[1] ?? its.module;
}

function renamed(name, message) {
  return Object.assign(new Error(message), { name });
}

const ENDS = new Set(["ready", "returned", "too-long", "failed", "ended"]);

/** Sends a message. If it ends a start or an invocation, it first stores the memory in use. */
function tell(message, transfer) {
  if (ENDS.has(message[0])) counters[1] = getHeapStatistics().used_heap_size / 1024;
  parentPort.postMessage(message, transfer);
}

// The process of a function is this thread. A function must not end the process that it shares with other functions.
process.kill = () => {
  parentPort.postMessage(["killed"]);
  process.exit();
};

// An error outside the handler's own promise ends the environment, as in Lambda.
process.on("uncaughtException", (thrown) => {
  runner.fail(thrown, true);
  process.exit(129);
});
process.on("unhandledRejection", (reason) => {
  const error = new Error(types.isNativeError(reason) ? `${reason.name}: ${reason.message}` : String(reason));
  error.name = "Runtime.UnhandledPromiseRejection";
  runner.fail(error, true);
  process.exit(128);
});

/** Begins an environment. While it loads, nothing but the module keeps this thread alive. */
async function load(what) {
  its = what;
  loads += 1;
  url = loads === 1 ? its.file : `${its.file}#${loads}`;
  counters = new Int32Array(its.log, 0, 2);
  ring = new Uint8Array(its.log, 8);
  requestId = "";
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, its.variables);
  globalThis.awslambda = awslambda;
  const options = {
    context: its.context,
    resultBytes: its.resultBytes,
    tell,
    logError: console.error,
    stackOf,
  };
  runner = new HandlerRunner(() => undefined, options);
  try {
    runner = new HandlerRunner(await loadHandler(), options);
    parentPort.on("message", hear);
    tell(["ready"]);
  } catch (thrown) {
    parentPort.postMessage(["broken", JSON.stringify(described(unloaded(thrown), stackOf))]);
  }
}

async function loadHandler() {
  const loaded = await import(url);
  // Not every export of a CommonJS module is visible as a named export.
  const handler = loaded[its.handler] ?? loaded.default?.[its.handler];
  if (typeof handler === "function") return handler;
  throw renamed("Runtime.HandlerNotFound", `${its.module}.${its.handler} is undefined or not exported`);
}

function hear(message) {
  if (typeof message === "number") {
    runner.giveBack(message);
  } else if (message.file !== undefined) {
    parentPort.off("message", hear);
    void load(message);
  } else {
    requestId = message.requestId;
    process.env._X_AMZN_TRACE_ID = message.traceId;
    void runner.run(message);
  }
}

parentPort.once("message", load);
