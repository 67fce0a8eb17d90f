import type { Operation } from "../../specs/operation.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import type { CallView } from "../view/view.ts";
import type { Read } from "./reads-of.ts";
import type { RecordedExchange, UnknownPart } from "./recorded-exchange.ts";

/** One call of a recorded case: the recording, and what clauses see of it. */
export interface RecordedCall {
  readonly recorded: RecordedExchange;
  readonly operation: Operation;
  readonly seen: CallView;
}

/**
 * Whether a place that a clause reads was recorded in a case with these calls. The last call is at the top of the observation. A clause can be judged
 * only if everything that it reads was recorded: an unrecorded place is neither present nor absent.
 */
export function isRecorded(read: Read, calls: readonly RecordedCall[]): boolean {
  const [place = "", which = "", ...below] = read.path;
  const last = calls.at(-1);
  if (place === "calls" || place === "named") {
    const meant =
      which === "" || which === "*"
        ? calls
        : calls.filter(({ recorded }, index) => which === String(index) || recorded.like?.as === which);
    return meant.every((call) => isRecordedOf({ ...read, path: below }, call));
  }
  if (place === "ledger") return last !== undefined && ledgerIsRecorded(read, calls);
  return last !== undefined && isRecordedOf(read, last);
}

/** Whether the ledger was recorded. No upper limit can be judged if more entries may have followed. */
function ledgerIsRecorded({ path, keyword }: Read, calls: readonly RecordedCall[]): boolean {
  const [, list, item, ...below] = path;
  if (!calls.some(({ recorded }) => recorded.ledger !== undefined)) return false;
  const isLimit = LIMITS.includes(keyword) || (list === "count" && keyword === "const");
  if (isLimit && calls.some(({ recorded }) => recorded.unknown.has("ledger.rest"))) return false;
  const entries = calls.flatMap(({ recorded }) => recorded.ledger ?? []);
  const executions = entries.filter(
    (entry) => entry.deadLetter === undefined && entry.destination === undefined,
  );
  if (list === "requestIds") return executions.every(({ requestId }) => requestId !== undefined);
  if (list !== "contexts" || item !== "*") return true;
  return executions.every(({ context }) => context !== undefined && hasPath(context, below));
}

const LIMITS: readonly string[] = ["maximum", "exclusiveMaximum", "maxItems"];

function hasPath(value: unknown, [name, ...below]: readonly string[]): boolean {
  if (name === undefined) return true;
  return typeof value === "object" && value !== null && name in value && hasPath(value[name as never], below);
}

type Known = (read: Read, call: RecordedCall) => boolean;

function isRecordedOf(read: Read, call: RecordedCall): boolean {
  const [place, ...below] = read.path;
  return place === undefined || isKnownIn(place, { ...read, path: below }, call);
}

function isKnownIn(place: string, read: Read, call: RecordedCall): boolean {
  return PLACES[place]?.(read, call) ?? false;
}

const has = ({ recorded: { unknown } }: RecordedCall, part: UnknownPart): boolean => !unknown.has(part);

const body: Known = ({ path: [member] }, call) =>
  has(call, "response.body") &&
  // An archive does not show how long a cut body should have been.
  (member === undefined || member === "json" || member === "fault" || has(call, "response.body.bytes"));

/** Whether a header was recorded. If all headers were recorded, absent ones are known too. */
function field(name: string, { recorded: { unknown, absent = [], exchange } }: RecordedCall): boolean {
  if (unknown.has(`response.headers.${name.toLowerCase()}`)) return false;
  const isShown = headerValue(exchange.reply?.headers ?? [], name) !== undefined;
  return isShown || absent.includes(name.toLowerCase()) || !unknown.has("response.headers");
}

const outputs: Known = ({ path: [name], keyword }, call) => {
  if (name === undefined) return true;
  const output = call.operation.outputs.find((member) => member.name === name);
  if (output?.place === "status") return has(call, "response.status");
  if (output?.place !== "header") return true;
  const { wireName = name } = output;
  // A header may be known to be present even if its value is unknown.
  const isPresence = keyword === "required" && headerValue(fieldsOf(call), wireName) !== undefined;
  return isPresence || field(wireName, call);
};

function fieldsOf({ recorded }: RecordedCall): NonNullable<RecordedExchange["exchange"]["reply"]>["headers"] {
  return recorded.exchange.reply?.headers ?? [];
}

const log: Known = ({ path: [member] }, call) => {
  const isPart = member !== undefined && ["bytes", "text", "lastLine"].includes(member);
  if (isPart && !has(call, "response.log")) return false;
  return call.operation.events.length > 0 ? has(call, "response.body") : field("x-amz-log-result", call);
};

/** Places of an observation that depend on the endpoint or on what was sent. Other places, such as times, cannot be recorded. */
const PLACES: Readonly<Record<string, Known>> = {
  status: (_, call) => has(call, "response.status"),
  headers: ({ path: [name], keyword }, call) => {
    if (name === undefined) return true;
    return (keyword === "required" && headerValue(fieldsOf(call), name) !== undefined) || field(name, call);
  },
  traceAge: (_, call) => field("x-amzn-trace-id", call) && field("date", call),
  outputs,
  brokenOutputs: outputs,
  body,
  result: (read, call) => body({ ...read, path: ["json"] }, call),
  witness: (read, call) => body({ ...read, path: ["json"] }, call) && has(call, "request.body"),
  error: ({ path: [member] }, call) => {
    const { error } = call.seen;
    switch (member) {
      case undefined:
        // A reply with an error name is an error, even if its status is unknown.
        return has(call, "response.status") || error?.code !== undefined;
      case "code":
      case "known":
      case "status":
      case "spelling":
        // The name may be missing only because its header was not recorded.
        return error?.code !== undefined || field("x-amzn-errortype", call);
      case "inHeader":
        return field("x-amzn-errortype", call);
      case "messageMember":
      case "members":
      case "type":
        return has(call, "response.body") && has(call, "response.body.members");
      default:
        return has(call, "response.body");
    }
  },
  log,
  stream: ({ path: [member] }, call) => {
    if (member === undefined) return has(call, "response.status");
    if (["faults", "events", "chunks"].includes(member)) {
      return has(call, "response.frames") && has(call, "response.body");
    }
    if (member === "content") return has(call, "response.body") && has(call, "response.body.bytes");
    return member !== "spread" && has(call, "response.body");
  },
  sent: ({ path: [member, name], keyword }, call) => {
    // The other value of a comparison must be known too.
    const isCompared = keyword === "sameAs" || keyword === "includes";
    if (
      isCompared &&
      !hasPath(
        call.seen.sent,
        [member, name].filter((step) => step !== undefined),
      )
    )
      return false;
    if (member === "payload" || member === "written") return has(call, "request.body");
    if (member !== "input" || name === undefined) return has(call, "request");
    const input = call.operation.inputs.find((one) => one.name === name);
    const isNamed = input?.place === "path" || input?.place === "query";
    return isNamed || call.seen.sent.input[name] !== undefined || has(call, "request.headers");
  },
  nonce: () => true,
  requests: () => true,
  left: () => true,
};
