/**
 * The probe of lambda-conformance: the function that is deployed into an endpoint so that its clauses can be tested.
 * docs/probe.md describes its protocol; probe.py speaks the same protocol. It needs Node.js 18 or newer and nothing else.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isMainThread } from "node:worker_threads";

const STEPS = ["count", "log", "sleep"];
const RESULTS = [
  "describe",
  "return",
  "throw",
  "exit",
  "kill",
  "context",
  "environment",
  "bytes",
  "unserialisable",
  "stream",
];

/**
 * What this module remembers between invocations: its name, how many invocations began, how many of them have not ended, and whether one
 * exited.
 */
const kept = { environment: randomUUID(), calls: 0, unfinished: 0, exited: false };

/** Whether killing this process ends only the function. If an emulator runs functions as threads, it would end the emulator. */
const ownsProcess = isMainThread || process.env.PROBE_OWNS_PROCESS !== undefined;

/** The most bytes that the probe makes. A client that may invoke it must not be able to fill the memory of a machine. */
const MOST_BYTES = 8_000_000;

/** The buffered handler. */
export const handler = (event, context) => answer(event, context, join);

/**
 * The streaming handler; undefined where the runtime cannot stream. It uses the bare name `awslambda`, not a member of globalThis, because
 * some emulators replace the bare name when they bundle this file.
 */
export const stream =
  typeof awslambda === "undefined"
    ? undefined
    : awslambda.streamifyResponse?.(async (event, out, context) => {
        const result = await answer(event, context, async (script) => {
          if (script.contentType !== undefined) out.setContentType?.(script.contentType);
          for await (const chunk of chunks(script)) await write(out, chunk);
        });
        const text = JSON.stringify(result);
        if (text !== undefined) await write(out, text);
        out.end();
      });

/**
 * The handler of a durable function. Its runtime passes the event as the input of the first operation. It expects the result in an object,
 * as JSON text.
 */
export const durable = async ({ InitialExecutionState }, context) => {
  const [execution] = InitialExecutionState.Operations;
  const event = JSON.parse(execution.ExecutionDetails.InputPayload);
  return { Status: "SUCCEEDED", Result: JSON.stringify(await handler(event, context)) };
};

async function answer(event, context, play) {
  kept.calls += 1;
  const began = { ...kept, beganAt: Date.now() };
  kept.unfinished += 1;
  try {
    return await asked(event, context, play, began);
  } finally {
    kept.unfinished -= 1;
  }
}

/** The answer to an event: the event itself, unless it is an instruction. */
async function asked(event, context, play, began) {
  if (event === null || typeof event !== "object" || !Object.hasOwn(event, "$probe")) return event;
  const order = event.$probe;
  check(order);
  bounded(order.bytes?.size, "bytes");
  bounded(order.log?.bytes, "log");
  const nonce = "nonce" in order ? { nonce: order.nonce } : {};

  if ("count" in order) await count(order, context);
  if ("log" in order) log(order.log);
  if ("sleep" in order) await sleep(order.sleep.ms);

  if ("describe" in order) return { ...description(), ...nonce };
  if ("return" in order) return order.return.value;
  if ("throw" in order) throw named(order.throw);
  if ("exit" in order) return exit(order.exit);
  if ("kill" in order) return kill();
  if ("context" in order) return { ...told(context), ...nonce };
  if ("environment" in order) return { ...began, endedAt: Date.now(), ...nonce };
  if ("bytes" in order) return "a".repeat(order.bytes.size - 2);
  if ("unserialisable" in order) return 1n;
  if ("stream" in order) return play(order.stream);
  return nonce;
}

/** Refuses an unknown instruction, so that an old probe is never taken for a new one. */
function check(order) {
  const known = [...able(), "nonce"];
  const strange =
    order === null || typeof order !== "object" || Array.isArray(order)
      ? "$probe is not an object"
      : Object.keys(order).find((member) => !known.includes(member));
  if (strange !== undefined) throw named({ type: "BadInstruction", message: strange });
}

function bounded(bytes, member) {
  if (bytes === undefined || bytes <= MOST_BYTES) return;
  throw named({ type: "BadInstruction", message: `${member}: ${MOST_BYTES} bytes at the most` });
}

function description() {
  const can = able().filter((member) => member !== "stream" || stream !== undefined);
  return { probe: "lambda-conformance", version: 1, runtime: "nodejs", can };
}

/** The instructions that the probe accepts in this process. */
function able() {
  return [...STEPS, ...RESULTS].filter((member) => member !== "kill" || ownsProcess);
}

async function count({ count: { url, nonce }, context: telling }, context) {
  const refused = (why) =>
    named({ type: "CountFailed", message: `the collector ${url} was not told: ${why}` });
  if (!mayTell(url)) throw refused("its host is not one of those that this function may tell");
  let reply;
  try {
    reply = await fetch(url, {
      method: "POST",
      // A connection that stays open while the sandbox is frozen would be dead at the next invocation.
      headers: { "content-type": "application/json", connection: "close" },
      body: JSON.stringify({
        nonce,
        requestId: context?.awsRequestId ?? null,
        ...(telling && { context: told(context) }),
      }),
      // The probe may report to this host, but not to a host that only a redirect names.
      redirect: "manual",
      signal: AbortSignal.timeout(15_000),
    });
    await reply.arrayBuffer();
  } catch (error) {
    throw refused(error.cause?.message || error.cause?.code || error.message);
  }
  if (!reply.ok) throw refused(`it answered ${reply.status}`);
}

/**
 * Whether the probe may report to the host of this URL. PROBE_COLLECTORS lists the hosts, separated by commas. Without it, every host is
 * allowed. Set it where the probe shares its machine with others.
 */
function mayTell(url) {
  const hosts = process.env.PROBE_COLLECTORS;
  return hosts === undefined || hosts.split(",").includes(new URL(url).hostname);
}

function log({ lines, bytes, text, to }) {
  const isError = to === "stderr";
  if (text !== undefined) (isError ? process.stderr : process.stdout).write(text);
  else for (const line of lines ?? numbered(bytes)) isError ? console.error(line) : console.log(line);
}

/** Lines of 100 bytes, line breaks included, that add up to this many bytes. */
function* numbered(bytes) {
  for (let left = bytes, line = 1; left > 0; left -= 100, line++) {
    yield `${String(line).padStart(8, "0")} `.padEnd(99, "=").slice(0, Math.min(left, 100) - 1);
  }
}

/** What the runtime told the function about this invocation. */
function told(context) {
  const identity = context?.identity;
  return {
    requestId: context?.awsRequestId ?? null,
    functionArn: context?.invokedFunctionArn ?? null,
    functionName: context?.functionName ?? null,
    functionVersion: context?.functionVersion ?? null,
    memoryLimitInMB: context?.memoryLimitInMB === undefined ? null : Number(context.memoryLimitInMB),
    remainingMs: context?.getRemainingTimeInMillis?.() ?? null,
    clientContext: context?.clientContext ?? null,
    identity: identity?.cognitoIdentityId
      ? {
          cognitoIdentityId: identity.cognitoIdentityId,
          cognitoIdentityPoolId: identity.cognitoIdentityPoolId,
        }
      : null,
    traceId: process.env._X_AMZN_TRACE_ID ?? null,
    tenantId: context?.tenantId ?? null,
  };
}

/** Ends the process. If the process survives, later invocations report `exited`. */
function exit({ code }) {
  kept.exited = true;
  process.exit(code);
}

/** Kills the process as the kernel does when it takes more memory than there is. */
function kill() {
  kept.exited = true;
  process.kill(process.pid, "SIGKILL");
}

function named({ type, message }) {
  const error = new Error(message);
  error.name = type;
  return error;
}

/** The pieces of a stream in order, with its pauses. It throws or exits where the script says so. */
async function* chunks(script) {
  await interlude(script, -1);
  for (const [index, chunk] of script.chunks.entries()) {
    for (let time = 0; time < (chunk.times ?? 1); time++) {
      if (chunk.pauseMs !== undefined) await sleep(chunk.pauseMs);
      if (chunk.clock) yield Buffer.from(`${JSON.stringify({ t: Date.now() })}\n`);
      else if (chunk.base64 !== undefined) yield Buffer.from(chunk.base64, "base64");
      else yield Buffer.from(chunk.text);
    }
    await interlude(script, index);
  }
}

/** What happens after the chunk with this index. */
async function interlude(script, index) {
  if (script.sleep?.after === index) await sleep(script.sleep.ms);
  if (script.throw?.after === index) throw named(script.throw);
  if (script.exit?.after === index) exit(script.exit);
}

async function join(script) {
  const parts = [];
  let size = 0;
  for await (const chunk of chunks(script)) {
    size += chunk.length;
    bounded(size, "stream");
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString();
}

/** Writes a piece. It waits for a slow reader, but not for a reader that is gone. */
async function write(out, chunk) {
  if (out.write(chunk) !== false || out.destroyed) return;
  await new Promise((resolve) => {
    for (const event of ["drain", "close", "error"]) out.once(event, resolve);
  });
}
