import type { LedgerEntry, SignatureFinding } from "../../drivers/observation.ts";
import type { Bytes } from "../../generators/bytes.ts";
import { fileKind } from "../../specs/file-kind.ts";
import { schemaFault } from "../../specs/schema-fault.ts";
import type { Source } from "../../specs/source.ts";
import { UserError } from "../../specs/user-error.ts";
import { headerValue, type RawHeaders } from "../../wire/raw-headers.ts";
import {
  type LikeCall,
  type RecordedExchange,
  UNKNOWN_PARTS,
  type UnknownPart,
} from "./recorded-exchange.ts";
import { bytesOf, type Content, type ReplyContent, recordedReply, replyFault } from "./recorded-reply.ts";

/** The members of HAR 1.2 that are read, and our own, which begin with an underscore as HAR requires. */
interface Entry {
  readonly startedDateTime?: string;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: readonly Field[];
    readonly bodySize?: number;
    readonly postData?: Content;
  };
  readonly response: {
    readonly status: number;
    readonly headers: readonly Field[];
    readonly bodySize?: number;
    readonly content?: { readonly size?: number };
  } & ReplyContent;
  readonly _unknown?: readonly string[];
  readonly _absent?: readonly string[];
  readonly _source?: Source;
  readonly _whole?: boolean;
  readonly _call?: string;
  readonly _signature?: SignatureFinding;
  readonly _case?: string;
  readonly _like?: LikeCall;
  readonly _ledger?: readonly LedgerEntry[];
  readonly _answers?: readonly string[];
}

interface Field {
  readonly name: string;
  readonly value: string;
}

/**
 * Reads the exchanges of an HTTP archive (HAR 1.2). docs/recording.md describes our own members. `_unknown` lists what was not recorded,
 * and `_absent` lists headers that were not there. `_source` says where the entry is from. `_whole` means that the recorder saw the end of
 * the reply. `_answers`, `_like`, `_case` and `_ledger` let clauses judge the entry. `_call` and `_signature` occur if we recorded a
 * client.
 * @param path names the document in messages
 * @throws UserError for a document that is not such an archive, with the place and the fault
 */
export function readHar(document: unknown, path: string): readonly RecordedExchange[] {
  const entries = (document as { log?: { entries?: unknown } } | null)?.log?.entries;
  if (!Array.isArray(entries))
    throw new UserError(
      `${path}: not an HTTP Archive (HAR): it has no log.entries${fileKind(JSON.stringify(document))}`,
    );
  return entries.map((entry: unknown, index): RecordedExchange => {
    const place = `entry-${index + 1}`;
    const fault = entryFault(entry);
    if (fault) throw new UserError(`${path}: ${place}: ${fault}`);
    return recorded(entry as Entry, place);
  });
}

function recorded(entry: Entry, place: string): RecordedExchange {
  const { request, response } = entry;
  const url = new URL(request.url);
  const { body, headers: logField } = recordedReply(response);
  const sent = fieldsOf(request.headers);
  const received = [...fieldsOf(response.headers), ...logField];
  const exchange = {
    origin: url.origin,
    request: {
      method: request.method,
      target: request.url.slice(request.url.indexOf("/", request.url.indexOf("//") + 2)),
      headers: sent,
      body: bytesOf(request.postData),
    },
    startedAt: Date.parse(entry.startedDateTime ?? "") || 0,
    // Status 0 means that the exchange was cut off before its reply.
    ...(response.status !== 0 && {
      reply: {
        status: response.status,
        headers: received,
        body,
        chunks: body.length === 0 ? [] : [{ at: 0, size: body.length }],
        headAt: 0,
        endAt: 0,
      },
    }),
  };
  const unknown = new Set((entry._unknown ?? []) as readonly UnknownPart[]);
  if (request.postData?.text === undefined && announced(request.bodySize, sent)) unknown.add("request.body");
  const { content } = response;
  const hasBody = content?.text !== undefined || content?._events !== undefined;
  if (!hasBody && announced(Math.max(response.bodySize ?? 0, content?.size ?? 0), received)) {
    unknown.add("response.body");
  }
  const { _absent, _source, _whole, _call, _signature, _case, _like, _ledger, _answers } = entry;
  return {
    place,
    exchange,
    unknown,
    ...(_absent && { absent: _absent.map((name) => name.toLowerCase()) }),
    ...(_source && { source: _source }),
    ...(_whole === true && { whole: true }),
    ...(_call !== undefined && { call: _call }),
    ...(_signature && { signature: _signature }),
    ...(_case !== undefined && { case: _case }),
    ...(_like && { like: _like }),
    ...(_ledger && { ledger: _ledger }),
    ...(_answers && { answers: _answers }),
  };
}

/** Whether the size or the headers show that there was a body. Archives are often written without bodies. */
function announced(size = 0, headers: RawHeaders): boolean {
  return size > 0 || Number(headerValue(headers, "content-length") ?? 0) > 0;
}

function entryFault(entry: unknown): string | undefined {
  const { request, response, ...own } = (entry ?? {}) as Partial<Entry>;
  if (typeof request?.method !== "string") return "request.method must be a string";
  if (
    typeof request.url !== "string" ||
    !/^https?:\/\/[^/]+\//.test(request.url) ||
    !URL.canParse(request.url)
  ) {
    return "request.url must be an absolute URL";
  }
  if (!isFields(request.headers)) return "request.headers must be an array of names and values";
  if (!isContent(request.postData)) return "request.postData.text must be a string";
  if (!Number.isInteger(response?.status)) return "response.status must be a number";
  if (!isFields(response?.headers)) return "response.headers must be an array of names and values";
  if (!isContent(response?.content)) return "response.content.text must be a string";
  return replyFault(response as ReplyContent) ?? ownFault(own);
}

/** The fault in our own members, or undefined. */
function ownFault(entry: Partial<Entry>): string | undefined {
  const { _unknown, _absent, _call, _signature, _case, _like, _ledger, _answers } = entry;
  if (_unknown !== undefined && !(Array.isArray(_unknown) && _unknown.every(isUnknownPart))) {
    return `_unknown must be an array of ${Object.keys(UNKNOWN_PARTS).join(", ")} and response.headers.NAME`;
  }
  if (_absent !== undefined && !isTexts(_absent)) return "_absent must be an array of header names";
  if (_call !== undefined && typeof _call !== "string") return "_call must be a string";
  if (_signature !== undefined && typeof _signature?.sound !== "boolean") {
    return "_signature must say whether the signature is valid";
  }
  if (_case !== undefined && typeof _case !== "string") return "_case must be a string";
  if (_like !== undefined) {
    const fault = schemaFault("recording#/$defs/like", _like);
    if (fault) return `_like${fault.pointer}: ${fault.says}`;
    if (_like.payload && lengthOf(_like.payload) > MOST_PAYLOAD)
      return `_like/payload: represents more than ${MOST_PAYLOAD} bytes`;
  }
  if (_ledger !== undefined) {
    const fault = schemaFault("recording#/$defs/ledger", _ledger);
    if (fault) return `_ledger${fault.pointer}: ${fault.says}`;
  }
  if (_answers !== undefined && !isTexts(_answers)) return "_answers must be an array of clause ids";
  return undefined;
}

/** Most bytes of a recorded call's payload: more than any limit of the API. */
const MOST_PAYLOAD = 16_000_000;

/** The approximate length of a payload in bytes. */
function lengthOf(bytes: Bytes): number {
  if ("concat" in bytes) return bytes.concat.reduce((sum, part) => sum + lengthOf(part), 0);
  if ("repeat" in bytes) return bytes.times * lengthOf(bytes.repeat);
  if ("json" in bytes) return JSON.stringify(bytes.json).length;
  return "text" in bytes ? bytes.text.length : bytes.base64.length;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isUnknownPart(part: unknown): boolean {
  return typeof part === "string" && (part in UNKNOWN_PARTS || /^response\.headers\.[a-z0-9-]+$/.test(part));
}

function isFields(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((field) => typeof field?.name === "string" && typeof field?.value === "string")
  );
}

/** Whether a value is `content` as HAR defines it, with or without text. */
function isContent(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return (
    typeof value === "object" && ["string", "undefined"].includes(typeof (value as { text?: unknown }).text)
  );
}

/** The headers of a message. HTTP/2 has pseudo-headers beside them, which are left out. */
function fieldsOf(fields: readonly Field[]): RawHeaders {
  return (
    fields
      .filter(({ name }) => !name.startsWith(":"))
      // White space around a value does not belong to it (RFC 9110, 5.5).
      .map(({ name, value }) => [name, Buffer.from(value.replace(/^[ \t]+|[ \t]+$/g, "")).toString("latin1")])
  );
}
