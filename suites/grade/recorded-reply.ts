import { expand } from "../../drivers/expand.ts";
import type { Placeholders } from "../../drivers/placeholders.ts";
import type { Bytes } from "../../generators/bytes.ts";
import { encodeFrame } from "../../wire/encode-frame.ts";
import type { RawHeaders } from "../../wire/raw-headers.ts";

/** Text, or bytes in base64, in the form of HAR. */
export interface Content {
  readonly text?: string;
  readonly encoding?: string;
}

/** A reply in an archive: HAR 1.2, with our own members for what SDKs return in another form than on the wire. */
export interface ReplyContent {
  readonly content?: Content & {
    /** The events of a stream, as an SDK hands them over. Their frames are made here, so they show nothing about framing. */
    readonly _events?: readonly RecordedEvent[];
  };
  /** The log tail as text: its lines, or bytes in the form that cases use. */
  readonly _log?: readonly string[] | Bytes;
}

/** One event of a stream: `{"PayloadChunk": "text"}`, `{"PayloadChunk": {"base64": "..."}}` or `{"InvokeComplete": {...}}`. */
type RecordedEvent =
  | { readonly PayloadChunk: string | { readonly base64: string } }
  | { readonly InvokeComplete: Readonly<Record<string, string>> };

/** The reply of an archive as on the wire: its body, and the log tail as a header if it is no stream event. */
export function recordedReply({ content, _log }: ReplyContent): {
  readonly body: Uint8Array;
  readonly headers: RawHeaders;
} {
  const log = _log === undefined ? undefined : logResult(_log);
  const events = content?._events;
  if (events === undefined) {
    return {
      body: bytesOf(content),
      headers: log === undefined ? [] : [["X-Amz-Log-Result", log]],
    };
  }
  return { body: Buffer.concat(events.map((event) => frameOf(event, log))), headers: [] };
}

export function bytesOf(content: Content | null | undefined): Uint8Array {
  return Buffer.from(content?.text ?? "", content?.encoding === "base64" ? "base64" : "utf8");
}

function logResult(log: readonly string[] | Bytes): string {
  const bytes = "map" in log ? Buffer.from(log.map((line) => `${line}\n`).join("")) : expand(log, NOTHING);
  return Buffer.from(bytes).toString("base64");
}

/** A recording has no placeholders. */
const NOTHING = {} as Placeholders;

function frameOf(event: RecordedEvent, log: string | undefined): Uint8Array {
  if ("InvokeComplete" in event) {
    const members = { ...event.InvokeComplete, ...(log !== undefined && { LogResult: log }) };
    return frame("InvokeComplete", "application/json", Buffer.from(JSON.stringify(members)));
  }
  const { PayloadChunk: chunk } = event;
  const payload = typeof chunk === "string" ? Buffer.from(chunk) : Buffer.from(chunk.base64, "base64");
  return frame("PayloadChunk", "application/octet-stream", payload);
}

function frame(type: string, contentType: string, payload: Uint8Array): Uint8Array {
  return encodeFrame(
    [
      { name: ":event-type", type: "string", value: type },
      { name: ":content-type", type: "string", value: contentType },
      { name: ":message-type", type: "string", value: "event" },
    ],
    payload,
  );
}

/** Why our own members in a reply cannot be read. Undefined if they can. */
export function replyFault({ content, _log }: ReplyContent): string | undefined {
  const events: unknown = content?._events;
  if (events !== undefined && !(Array.isArray(events) && events.every(isEvent))) {
    return 'response.content._events is a list of {"PayloadChunk": ...} and {"InvokeComplete": {...}}';
  }
  const isLog = Array.isArray(_log)
    ? _log.every((line) => typeof line === "string")
    : typeof _log === "object";
  return _log === undefined || isLog ? undefined : "response._log must be an array of lines, or bytes";
}

function isEvent(event: unknown): boolean {
  const [name, value, ...more] = Object.entries(event ?? {}).flat();
  if (more.length > 0) return false;
  if (name === "InvokeComplete") return typeof value === "object" && value !== null;
  return name === "PayloadChunk" && (typeof value === "string" || typeof value?.base64 === "string");
}
