#!/usr/bin/env node
/**
 * The probe as a custom runtime (provided.al2023): a client of the Lambda runtime API that runs the probe file beside it, streams included. In
 * a deployment package it is called `bootstrap`.
 * It is what the managed Node.js runtime is elsewhere, for endpoints that have no such runtime, or none that streams. It needs Node.js 18 or
 * newer on the PATH, and no dependencies.
 */
"use strict";
const { existsSync } = require("node:fs");
const { Agent, request } = require("node:http");
const { join } = require("node:path");
const { Writable } = require("node:stream");
const { pathToFileURL } = require("node:url");

const { AWS_LAMBDA_RUNTIME_API = "", _HANDLER = "probe.handler", LAMBDA_TASK_ROOT } = process.env;
/** A host and a port; some emulators put a path behind them, and a scheme before. */
const API = `http://${AWS_LAMBDA_RUNTIME_API.replace(/^http:\/\//, "")}/2018-06-01/runtime`;
/** Node.js closes a connection that it keeps when its keep-alive is over; the next event may be hours away. */
const agent = new Agent({ keepAlive: true });
const streams = Symbol("streams");

globalThis.awslambda = {
  streamifyResponse: (handler) => Object.assign(handler, { [streams]: true }),
};

/** A request to the runtime API under way: what it is written to, and its reply. */
function open(method, path, headers, more = {}) {
  let out;
  const reply = new Promise((resolve, reject) => {
    out = request(API + path, { method, headers, agent, ...more }, async (incoming) => {
      const pieces = [];
      for await (const piece of incoming) pieces.push(piece);
      resolve({ status: incoming.statusCode, headers: incoming.headers, body: Buffer.concat(pieces) });
    }).on("error", reject);
  });
  return { out, reply };
}

async function call(method, path, headers = {}, body = "") {
  const { out, reply } = open(method, path, { ...headers, "Content-Length": Buffer.byteLength(body) });
  out.end(body);
  return reply;
}

function described(thrown) {
  if (!(thrown instanceof Error))
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  return { errorType: thrown.name, errorMessage: thrown.message, trace: String(thrown.stack).split("\n") };
}

/** The type of an error as a header field may hold it. */
function inHeader({ errorType }) {
  return String(errorType).replace(/[^\x20-\x7e]/g, "?");
}

async function fail(path, thrown) {
  const error = described(thrown);
  console.error(JSON.stringify(error));
  await call(
    "POST",
    path,
    { "Content-Type": "application/json", "Lambda-Runtime-Function-Error-Type": inHeader(error) },
    JSON.stringify(error),
  );
}

/** What a handler that streams writes to: the reply to the event begins with the first write. */
class ResponseStream extends Writable {
  #path;
  #type = "application/octet-stream";
  #sending;

  constructor(path) {
    super();
    this.#path = path;
  }

  setContentType(type) {
    this.#type = type;
  }

  get began() {
    return this.#sending !== undefined;
  }

  #begin() {
    this.#sending ??= open(
      "POST",
      this.#path,
      {
        "Content-Type": this.#type,
        "Lambda-Runtime-Function-Response-Mode": "streaming",
        "Transfer-Encoding": "chunked",
        Trailer: "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body",
      },
      // A connection of its own: not every server of this API reads trailers to their end.
      { agent: false },
    );
    return this.#sending;
  }

  _write(chunk, _encoding, done) {
    const { out } = this.#begin();
    if (out.write(chunk) || out.destroyed) return done();
    const goOn = () => {
      out.off("drain", goOn).off("close", goOn);
      done();
    };
    out.on("drain", goOn).on("close", goOn);
  }

  _final(done) {
    this.#begin().out.end();
    done();
  }

  /** What was written before it failed still goes out; the error stands behind it. */
  fail(thrown) {
    const error = described(thrown);
    console.error(JSON.stringify(error));
    const { out } = this.#begin();
    out.addTrailers({
      "Lambda-Runtime-Function-Error-Type": inHeader(error),
      "Lambda-Runtime-Function-Error-Body": Buffer.from(JSON.stringify(error)).toString("base64"),
    });
    out.end();
  }

  async sent() {
    await this.#begin().reply;
  }
}

async function runStreaming(handler, event, context, path) {
  const out = new ResponseStream(`${path}/response`);
  try {
    await handler(event, out, context);
    if (!out.writableEnded) throw new Error("The response stream was not ended");
  } catch (thrown) {
    if (!out.began) return fail(`${path}/error`, thrown);
    // Writes are in order: the last one is out when a further one would be.
    await new Promise((resolve) => out.write("", resolve));
    out.fail(thrown);
  }
  await out.sent();
}

async function runBuffered(handler, event, context, path) {
  let text;
  try {
    text = JSON.stringify(await handler(event, context)) ?? "null";
  } catch (thrown) {
    return fail(`${path}/error`, thrown);
  }
  await call("POST", `${path}/response`, { "Content-Type": "application/json" }, text);
}

function contextOf(headers) {
  const { AWS_LAMBDA_FUNCTION_NAME, AWS_LAMBDA_FUNCTION_VERSION, AWS_LAMBDA_FUNCTION_MEMORY_SIZE } =
    process.env;
  const json = (name) => (headers[name] ? JSON.parse(headers[name]) : undefined);
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  return {
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    functionName: AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    clientContext: json("lambda-runtime-client-context"),
    identity: json("lambda-runtime-cognito-identity"),
    tenantId: headers["lambda-runtime-aws-tenant-id"],
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

/** The file of the probe, by whichever of its names it was put here. */
async function load(handlerName) {
  const folder = LAMBDA_TASK_ROOT ?? __dirname;
  const [module, member] = handlerName.split(".");
  const file = [".mjs", ".cjs", ".js"].map((end) => join(folder, module + end)).find(existsSync);
  if (file === undefined) throw new Error(`there is no ${module}.mjs, .cjs or .js in ${folder}`);
  const { [member]: handler } = await import(pathToFileURL(file).href);
  if (typeof handler !== "function") throw new Error(`${handlerName} is not a function`);
  return handler;
}

async function main() {
  let handler;
  try {
    handler = await load(_HANDLER);
  } catch (thrown) {
    await fail("/init/error", thrown);
    process.exit(1);
  }
  for (;;) {
    const { status, headers, body } = await call("GET", "/invocation/next");
    if (status !== 200) throw new Error(`the runtime API answered ${status}`);
    const path = `/invocation/${headers["lambda-runtime-aws-request-id"]}`;
    process.env._X_AMZN_TRACE_ID = headers["lambda-runtime-trace-id"] ?? "";
    const run = handler[streams] ? runStreaming : runBuffered;
    let event;
    try {
      event = JSON.parse(body.toString());
    } catch (thrown) {
      await fail(`${path}/error`, thrown);
      continue;
    }
    await run(handler, event, contextOf(headers), path);
  }
}

main().catch((thrown) => {
  console.error(thrown);
  process.exit(1);
});
