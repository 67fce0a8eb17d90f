/**
 * The Node.js runtime inside an execution environment: a worker thread that loads one handler and runs one event after
 * another. Plain JavaScript, because every cold start loads it. node-environment.ts is its other side:
 *
 * - it is started with `{module, file, handler, log, resultBytes, context}` as worker data; `log` is shared memory, see `LogRing` there;
 * - it says `["ready"]`, or `["broken", error]` when the handler cannot be loaded;
 * - for each invocation `{requestId, payload, arn, deadline, traceId, clientContext, tenantId}` it says `["returned", json]`,
 *   `["too-long", bytes]` for a longer result than `resultBytes`, `["failed", error, exits]` or, for a handler that streams, `["streaming"]`,
 *   any number of `["wrote", sizes, bytes, window]` and `["ended"]` or `["failed", ...]`; `["type", contentType]` may stand anywhere between.
 *   The number `window` is sent back when the reader is
 *   ready for so much more.
 *   `["killed"]` says that the function killed its process, before the thread ends.
 *
 * Errors are texts: the JSON document that Lambda makes the payload of the reply.
 */
import { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { format, types } from "node:util";
import { getHeapStatistics } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";

const { module, file, handler: handlerName, resultBytes, context: fixed } = workerData;
const counters = new Int32Array(workerData.log, 0, 2);
const ring = new Uint8Array(workerData.log, 8);
const streams = Symbol("streams");

/** So much may be on its way to the reader, each chunk counted with what its frame costs. */
const WINDOW = 65_536;
const FRAME = 128;

let requestId = "";
let underway = 0;
let resume;

/** Writes into the ring that holds the end of the log. */
function log(text) {
  const bytes = Buffer.from(text);
  const kept = bytes.subarray(-ring.length);
  const at = (counters[0] + bytes.length - kept.length) % ring.length;
  const first = kept.subarray(0, ring.length - at);
  ring.set(first, at);
  if (first.length < kept.length) ring.set(kept.subarray(first.length), 0);
  counters[0] += bytes.length;
}

for (const [method, level] of Object.entries({
  log: "INFO",
  info: "INFO",
  debug: "DEBUG",
  trace: "TRACE",
  warn: "WARN",
  error: "ERROR",
})) {
  console[method] = (...parts) =>
    log(`${new Date().toISOString()}\t${requestId}\t${level}\t${format(...parts)}\n`);
}
for (const output of [process.stdout, process.stderr]) {
  output.write = (chunk, encoding, callback) => {
    log(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString());
    const done = typeof encoding === "function" ? encoding : callback;
    if (done !== undefined) process.nextTick(done);
    return true;
  };
}

/** What the runtime makes of anything that was thrown. */
function described(thrown) {
  if (!types.isNativeError(thrown)) {
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  }
  return {
    errorType: String(thrown.name),
    errorMessage: String(thrown.message),
    trace: inLambda(String(thrown.stack)).split("\n"),
  };
}

/** Names the folders as Lambda does: where we are installed is nobody's business. */
function inLambda(stack) {
  return stack
    .replaceAll(file, `file:///var/task/${module}.mjs`)
    .replaceAll(new URL(".", import.meta.url).href, "file:///var/runtime/");
}

/** What the runtime makes of an error that kept it from loading the handler. */
function unloaded(thrown) {
  if (thrown?.code === "ERR_MODULE_NOT_FOUND") {
    return renamed("Runtime.ImportModuleError", `Error: Cannot find module '${module}'`);
  }
  if (thrown instanceof SyntaxError) return renamed("Runtime.UserCodeSyntaxError", `${thrown}`);
  return thrown;
}

function renamed(name, message) {
  return Object.assign(new Error(message), { name });
}

/** Says how an invocation ended, the memory that it used told first. */
function end(message) {
  counters[1] = getHeapStatistics().used_heap_size / 1024;
  parentPort.postMessage(message);
}

function fail(thrown, exits = false) {
  const error = described(thrown);
  console.error("Invoke Error", `\t${JSON.stringify({ ...error, trace: undefined, stack: error.trace })}`);
  end(["failed", JSON.stringify(error), exits]);
}

/** What a handler that streams writes to. Pieces keep their bounds: those that wait for the reader travel together. */
class ResponseStream extends Writable {
  setContentType(type) {
    parentPort.postMessage(["type", String(type)]);
  }

  _write(chunk, _encoding, done) {
    this._writev([{ chunk }], done);
  }

  _writev(entries, done) {
    const chunks = entries.map(({ chunk }) => chunk).filter((chunk) => chunk.length > 0);
    const sizes = chunks.map((chunk) => chunk.length);
    // Fresh memory, so that it can be handed over instead of copied.
    const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
    let at = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    const window = bytes.length + chunks.length * FRAME;
    underway += window;
    parentPort.postMessage(["wrote", sizes, bytes, window], [bytes.buffer]);
    if (underway < WINDOW) done();
    else resume = done;
  }
}

function giveBack(bytes) {
  underway -= bytes;
  if (underway >= WINDOW || resume === undefined) return;
  const done = resume;
  resume = undefined;
  done();
}

async function runStreaming(handler, event, context) {
  parentPort.postMessage(["streaming"]);
  const out = new ResponseStream();
  const sent = finished(out);
  sent.catch(() => {});
  try {
    await handler(event, out, context);
    if (!out.writableEnded) throw new Error("Response stream is not finished.");
  } catch (thrown) {
    // What was written before it failed still goes out.
    out.end();
    await sent.catch(() => {});
    throw thrown;
  }
  await sent;
  end(["ended"]);
}

async function runBuffered(handler, event, context) {
  const result = await handler(event, context);
  let text;
  try {
    text = JSON.stringify(result);
  } catch {
    throw new Error("Unable to stringify response body");
  }
  // A result that JSON has no form for (undefined, a function) is null.
  text ??= "null";
  // One that nobody may have is not copied to where it would be refused: it may be many times as long as its event.
  const bytes = Buffer.byteLength(text);
  end(bytes > resultBytes ? ["too-long", bytes] : ["returned", text]);
}

async function run(handler, invocation) {
  requestId = invocation.requestId;
  underway = 0;
  resume = undefined;
  process.env._X_AMZN_TRACE_ID = invocation.traceId;
  const context = {
    ...fixed,
    awsRequestId: invocation.requestId,
    invokedFunctionArn: invocation.arn,
    clientContext: invocation.clientContext === undefined ? undefined : JSON.parse(invocation.clientContext),
    identity: undefined,
    tenantId: invocation.tenantId,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, invocation.deadline - Date.now()),
  };
  try {
    const start = handler[streams] ? runStreaming : runBuffered;
    await start(handler, JSON.parse(invocation.payload), context);
  } catch (thrown) {
    fail(thrown);
  }
}

globalThis.awslambda = {
  streamifyResponse: (handler) => Object.assign(handler, { [streams]: true }),
};

// The process of a function is this thread: the others of our own process are none of its business.
process.kill = () => {
  parentPort.postMessage(["killed"]);
  process.exit();
};

// What goes wrong outside the handler's own promise ends the environment, as in Lambda.
process.on("uncaughtException", (thrown) => {
  fail(thrown, true);
  process.exit(129);
});
process.on("unhandledRejection", (reason) => {
  const error = new Error(types.isNativeError(reason) ? `${reason.name}: ${reason.message}` : String(reason));
  error.name = "Runtime.UnhandledPromiseRejection";
  fail(error, true);
  process.exit(128);
});

try {
  const handler = (await import(file))[handlerName];
  if (typeof handler !== "function") {
    throw renamed("Runtime.HandlerNotFound", `${module}.${handlerName} is undefined or not exported`);
  }
  parentPort.on("message", (message) =>
    typeof message === "number" ? giveBack(message) : run(handler, message),
  );
  end(["ready"]);
} catch (thrown) {
  parentPort.postMessage(["broken", JSON.stringify(described(unloaded(thrown)))]);
}
