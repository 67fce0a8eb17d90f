import type { Call, LedgerEntry, Observation } from "../../drivers/observation.ts";
import { broken } from "../../specs/keywords.ts";
import type { Keyword, Operation } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import { readFrames } from "../../wire/frames.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import type { ReceivedReply } from "../../wire/received-reply.ts";
import { type ErrorView, errorView } from "./error-view.ts";
import { fieldsByName } from "./fields-by-name.ts";
import { type HttpView, httpView } from "./http-view.ts";
import { jsonEqual } from "./json-equal.ts";
import { lazily } from "./lazily.ts";
import { type LogView, logView } from "./log-view.ts";
import { type OutcomeView, outcomeView } from "./outcome-view.ts";
import { type RequestView, requestView } from "./request-view.ts";
import { type StreamView, streamView } from "./stream-view.ts";
import { type TextView, textView } from "./text-view.ts";
import { writtenBy } from "./written-by.ts";

/** One call as clauses see it: `#/$defs/call` of specs/schema/observation.json. */
export interface CallView {
  readonly http?: HttpView;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: BodyView;
  readonly error?: ErrorView | undefined;
  readonly outputs?: Readonly<Record<string, string | number>>;
  readonly brokenOutputs?: Readonly<Record<string, readonly Keyword[]>>;
  readonly log?: LogView | undefined;
  readonly stream?: StreamView | undefined;
  readonly result?: unknown;
  readonly witness: boolean;
  readonly sent: SentView;
  readonly timing?: { readonly headMs: number; readonly firstByteMs: number; readonly endMs: number };
  readonly traceAge?: number;
  readonly requests: number;
  readonly request?: RequestView;
  readonly received?: readonly RequestView[];
  readonly outcome?: OutcomeView;
  readonly left: boolean;
}

/** The parts of a call. `written` is what the probe was asked to stream. */
interface SentView {
  /** Whether the request asked to close the connection after the reply. */
  readonly closing: boolean;
  readonly input: Readonly<Record<string, string>>;
  readonly payload?: TextView;
  readonly written?: TextView | undefined;
}

/** A whole observation as clauses see it: the last call at the top, all calls under `calls`. */
export interface View extends CallView {
  readonly nonce: string;
  readonly calls: readonly CallView[];
  readonly named: Readonly<Record<string, CallView>>;
  readonly ledger?: LedgerView;
  /** Absent if no function reported its environment. */
  readonly runs?: RunsView;
}

/** When and where the functions of a case ran, as they reported by their own clocks. */
interface RunsView {
  readonly count: number;
  readonly atOnce: number;
  readonly environments: number;
}

interface LedgerView {
  readonly count: number;
  readonly requestIds: readonly string[];
  readonly contexts: readonly unknown[];
  readonly deadLetters: readonly Readonly<Record<string, unknown>>[];
  readonly destinations: readonly Readonly<Record<string, unknown>>[];
}

const NOTHING: CallView = { witness: false, sent: { input: {}, closing: false }, requests: 0, left: false };

type LazyMembers = Required<
  Pick<CallView, "brokenOutputs" | "error" | "stream" | "log" | "result" | "witness">
>;

/** What the members are made of. */
interface LazySource {
  readonly call: Call;
  readonly sent: SentView;
  readonly reply: ReceivedReply;
  readonly body: BodyView;
  readonly outputs: NonNullable<CallView["outputs"]>;
  readonly operation: Operation;
  readonly nonce: string;
  readonly specification: Specification;
}

const lazyMembers = lazily<LazySource, LazyMembers>({
  brokenOutputs: ({ operation, outputs }) => brokenOutputs(operation, outputs),
  error: ({ reply, body, operation, specification }) =>
    reply.status >= 400 ? errorView(reply, body.json, operation.name, specification) : undefined,
  stream: ({ reply, operation }) =>
    operation.events.length > 0 && reply.status === 200 ? streamView(reply, operation) : undefined,
  log: ({ outputs }, its) => {
    const result = outputs["LogResult"] ?? its.stream?.complete["LogResult"];
    return typeof result === "string" ? logView(result) : undefined;
  },
  result: ({ operation, body }, its) => (operation.events.length > 0 ? its.stream?.content.json : body.json),
  witness: ({ call, sent, reply, operation, nonce }, its) =>
    holds(call.payload, nonce) &&
    isWitness(sent.payload?.json, () => [its.result, ...loose(reply, operation, nonce)], nonce),
});

const lazyWritten = lazily<TextView, Required<Pick<SentView, "written">>>({
  written: ({ json }) => {
    const written = writtenBy(json);
    return written && textView(written);
  },
});

interface BodyView extends TextView {
  readonly fault: string | undefined;
}

/** Makes the document of an observation. Costly members (digests, JSON, frames) are made when a clause reads them. */
export function view(observation: Observation, specification: Specification): View {
  const calls = observation.calls.map((call) => callView(call, observation.nonce, specification));
  const named: Record<string, CallView> = {};
  observation.calls.forEach((call, index) => {
    if (call.step.as !== undefined) named[call.step.as] = calls[index] as CallView;
  });
  const last = calls.at(-1);
  // The last call is the prototype of the document, so that its members are made only when they are read.
  return Object.assign(Object.create(last ?? NOTHING) as CallView, {
    nonce: observation.nonce,
    calls,
    named,
    ...(observation.ledger && { ledger: ledgerView(observation.ledger) }),
    ...runsOf(observation, calls),
  });
}

/** The results of the instruction `environment`. */
function runsOf({ calls: made }: Observation, calls: readonly CallView[]): Pick<View, "runs"> {
  const runs = calls.flatMap((call, index) => {
    // Read the reply only if the request asked for it.
    const asked = holds(made[index]?.payload, '"environment"') && probeOrder(call.sent.payload?.json);
    const told = asked ? (call.result as Partial<EnvironmentTold> | null | undefined) : undefined;
    const { environment, beganAt, endedAt } = told ?? {};
    return typeof beganAt === "number" && typeof endedAt === "number"
      ? [{ environment, beganAt, endedAt }]
      : [];
  });
  if (runs.length === 0) return {};
  const during = (at: number): number =>
    runs.filter(({ beganAt, endedAt }) => beganAt <= at && at < endedAt).length;
  return {
    runs: {
      count: runs.length,
      atOnce: Math.max(1, ...runs.map(({ beganAt }) => during(beganAt))),
      environments: new Set(runs.map(({ environment }) => environment)).size,
    },
  };
}

interface EnvironmentTold {
  readonly environment: unknown;
  readonly beganAt: unknown;
  readonly endedAt: unknown;
}

function ledgerView(entries: readonly LedgerEntry[]): LedgerView {
  const executions = entries.filter(
    (entry) => entry.deadLetter === undefined && entry.destination === undefined,
  );
  return {
    count: executions.length,
    requestIds: [...new Set(executions.flatMap(({ requestId }) => requestId ?? []))],
    contexts: executions.flatMap(({ context }) => context ?? []),
    deadLetters: entries.flatMap(({ deadLetter, requestId }) =>
      deadLetter === undefined ? [] : [{ ...deadLetter, RequestID: requestId }],
    ),
    destinations: entries.flatMap(({ destination }) => (destination === undefined ? [] : [destination])),
  };
}

function callView(call: Call, nonce: string, specification: Specification): CallView {
  const operation = specification.operations[call.step.operation];
  const reply = call.exchanges.at(-1)?.reply;
  const sent = sentView(call);
  const common = {
    sent,
    requests: call.exchanges.length,
    left: call.step.wire?.leave !== undefined,
    ...(call.outcome
      ? { outcome: outcomeView(call.outcome), ...receivedFrom(call, specification) }
      : httpView(call.exchanges)),
  };
  if (!reply) return { ...common, witness: false };
  const body = bodyView(reply);
  const outputs = outputsOf(operation, reply);
  const lazy = lazyMembers({ call, sent, reply, body, outputs, operation, nonce, specification });
  const traceAge = traceAgeOf(reply, call);
  return Object.assign(lazy, common, {
    status: reply.status,
    headers: fieldsByName(reply.headers),
    ...(traceAge !== undefined && { traceAge }),
    body,
    outputs,
    timing: {
      headMs: reply.headAt,
      firstByteMs: reply.chunks[0]?.at ?? reply.endAt,
      endMs: reply.endAt,
    },
  });
}

/**
 * Seconds from the time in the root of the trace id to the date of the reply. Undefined if one is missing, or if the request set a trace
 * id.
 */
function traceAgeOf({ headers }: ReceivedReply, { exchanges }: Call): number | undefined {
  const isCallers = exchanges.some(({ request }) => headerValue(request.headers, TRACE_ID) !== undefined);
  const [, root] = /(?:^|;) *root=1-([0-9a-f]{8})-/i.exec(headerValue(headers, TRACE_ID) ?? "") ?? [];
  const date = Date.parse(headerValue(headers, "date") ?? "");
  return isCallers || root === undefined || Number.isNaN(date)
    ? undefined
    : date / 1000 - Number.parseInt(root, 16);
}

const TRACE_ID = "x-amzn-trace-id";

function sentView({ input, payload, exchanges }: Call): SentView {
  const fields = exchanges.at(-1)?.request.headers ?? [];
  const closing = headerValue(fields, "connection")?.toLowerCase() === "close";
  if (!payload) return { input, closing };
  const its = textView(payload);
  return Object.assign(lazyWritten(its), { input, closing, payload: its });
}

/** Whether a payload contains a text. If not, megabytes need not be read as JSON. */
function holds(payload: Uint8Array | undefined, nonce: string): boolean {
  return (
    payload !== undefined &&
    Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).includes(nonce)
  );
}

/**
 * Whether the result shows that the probe ran: as asked, it returned an object with the nonce, or added the nonce to its report. An echo of
 * the request does not do that. In a case with several calls, each nonce has a suffix.
 */
function isWitness(payload: unknown, results: () => readonly unknown[], nonce: string): boolean {
  const { return: returned, nonce: added } = probeOrder(payload) ?? {};
  if (returned !== undefined) {
    const { value } = returned;
    return isOf(value?.nonce, nonce) && results().some((result) => jsonEqual(value, result));
  }
  return (
    isOf(added, nonce) && results().some((result) => (result as Nonced | null | undefined)?.nonce === added)
  );
}

interface Nonced {
  readonly nonce?: unknown;
}

/** The instruction in a payload. Undefined if there is none. */
function probeOrder(
  payload: unknown,
): (Nonced & { readonly return?: { readonly value?: Nonced | null } }) | undefined {
  return (payload as { readonly $probe?: object } | null | undefined)?.$probe;
}

function isOf(said: unknown, nonce: string): boolean {
  return typeof said === "string" && said.startsWith(nonce);
}

/** Whether the probe ran must not depend on sound framing: its result may be in any frame, or in a body without frames. */
function loose({ body }: ReceivedReply, { events }: Operation, nonce: string): unknown[] {
  if (events.length === 0) return [];
  const frames = readFrames(body).frames.map(({ payload }) => payload);
  // There may be 131,072 frames that are too small to hold the nonce.
  const payloads = frames.filter(({ length }) => length >= nonce.length);
  return [body, ...payloads].map((bytes) => textView(bytes).json);
}

/** The requests that a client under test sent. */
function receivedFrom(
  { exchanges, signatures = [] }: Call,
  specification: Specification,
): Pick<CallView, "request" | "received"> {
  const first = exchanges[0]?.startedAt ?? 0;
  const received = exchanges.map(({ request, startedAt }, index) =>
    requestView(request, startedAt - first, signatures[index], specification),
  );
  return { received, ...(received[0] && { request: received[0] }) };
}

function outputsOf(operation: Operation, reply: ReceivedReply): Record<string, string | number> {
  const outputs: Record<string, string | number> = {};
  for (const output of operation.outputs) {
    if (output.place === "status") outputs[output.name] = reply.status;
    if (output.place !== "header" || output.wireName === undefined) continue;
    const value = headerValue(reply.headers, output.wireName);
    if (value !== undefined) outputs[output.name] = value;
  }
  return outputs;
}

/** For each output in a header, the keywords that it breaks. */
function brokenOutputs(
  operation: Operation,
  outputs: Readonly<Record<string, string | number>>,
): Record<string, readonly Keyword[]> {
  const came = operation.outputs.filter(({ name }) => typeof outputs[name] === "string");
  return Object.fromEntries(
    came.map((member) => [member.name, broken(member, String(outputs[member.name]))]),
  );
}

function bodyView(reply: ReceivedReply): BodyView {
  return Object.assign(textView(reply.body), { fault: reply.fault?.kind });
}
