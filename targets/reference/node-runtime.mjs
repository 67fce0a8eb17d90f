/**
 * The Node.js runtime inside an execution environment: a worker thread that loads one handler and runs one event after
 * another. Plain JavaScript, because every cold start loads it. node-environment.ts is its other side:
 *
 * - it is started with `{module, file, handler, hides, tellsLog, log, resultBytes, context}` as worker data; `log` is shared memory, see `LogRing` there;
 * - it says `["ready"]`, or `["broken", error]` when the handler cannot be loaded;
 * - for each invocation it says what the runner of the handler says (node-handler.mjs). The number `window` is sent back when the
 *   reader is ready for so much more. Where somebody hears the log it says `["logged", text]`.
 *   `["killed"]` says that the function killed its process, before the thread ends.
 */
import { types } from "node:util";
import { getHeapStatistics } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";
import { awslambda, described, HandlerRunner, logLevels, logLine } from "./node-handler.mjs";

const { module, file, handler: handlerName, hides, tellsLog, resultBytes, context } = workerData;
const counters = new Int32Array(workerData.log, 0, 2);
const ring = new Uint8Array(workerData.log, 8);

let requestId = "";

/** Writes into the ring that holds the end of the log. */
function log(text) {
  if (tellsLog) parentPort.postMessage(["logged", text]);
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

/** Names the file of the probe as Lambda does; files of one's own are shown where they are. */
function stackOf(stack) {
  return hides ? stack.replaceAll(file, `file:///var/task/${module}.mjs`) : stack;
}

/** What the runtime makes of an error that kept it from loading the handler. */
function unloaded(thrown) {
  if (thrown?.code === "ERR_MODULE_NOT_FOUND") {
    return renamed("Runtime.ImportModuleError", `Error: Cannot find module '${missing(thrown)}'`);
  }
  if (thrown instanceof SyntaxError) return renamed("Runtime.UserCodeSyntaxError", `${thrown}`);
  return thrown;
}

/** What could not be found: the module itself, or one that it imports. */
function missing({ url, message }) {
  if (hides || url === file) return module;
  return /^Cannot find (?:package|module) '([^']+)'/.exec(message)?.[1] ?? module;
}

function renamed(name, message) {
  return Object.assign(new Error(message), { name });
}

const ENDS = new Set(["ready", "returned", "too-long", "failed", "ended"]);

/** The memory that was used is told before the end of what used it. */
function tell(message, transfer) {
  if (ENDS.has(message[0])) counters[1] = getHeapStatistics().used_heap_size / 1024;
  parentPort.postMessage(message, transfer);
}

globalThis.awslambda = awslambda;

let runner = new HandlerRunner(() => undefined, {
  context,
  resultBytes,
  tell,
  logError: console.error,
  stackOf,
});

// The process of a function is this thread: the others of our own process are none of its business.
process.kill = () => {
  parentPort.postMessage(["killed"]);
  process.exit();
};

// What goes wrong outside the handler's own promise ends the environment, as in Lambda.
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

try {
  const loaded = await import(file);
  // Of a CommonJS module not every export is seen from outside.
  const handler = loaded[handlerName] ?? loaded.default?.[handlerName];
  if (typeof handler !== "function") {
    throw renamed("Runtime.HandlerNotFound", `${module}.${handlerName} is undefined or not exported`);
  }
  runner = new HandlerRunner(handler, { context, resultBytes, tell, logError: console.error, stackOf });
  parentPort.on("message", (message) => {
    if (typeof message === "number") {
      runner.giveBack(message);
      return;
    }
    requestId = message.requestId;
    process.env._X_AMZN_TRACE_ID = message.traceId;
    void runner.run(message);
  });
  tell(["ready"]);
} catch (thrown) {
  parentPort.postMessage(["broken", JSON.stringify(described(unloaded(thrown), stackOf))]);
}
