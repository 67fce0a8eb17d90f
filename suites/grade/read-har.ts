import type { SignatureFinding } from "../../drivers/observation.ts";
import type { Source } from "../../specs/source.ts";
import { UserError } from "../../specs/user-error.ts";
import type { RawHeaders } from "../../wire/raw-headers.ts";
import type { RecordedExchange, UnknownPart } from "./recorded-exchange.ts";

const UNKNOWN: readonly string[] = ["request", "request.headers", "request.body", "response.headers"];

/** The members of HAR 1.2 that are read, and those of our own, which begin with an underscore as HAR wants it. */
interface Entry {
  readonly startedDateTime?: string;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: readonly Field[];
    readonly postData?: { readonly text?: string; readonly encoding?: string };
  };
  readonly response: {
    readonly status: number;
    readonly headers: readonly Field[];
    readonly content?: { readonly text?: string; readonly encoding?: string };
  };
  readonly _unknown?: readonly string[];
  readonly _source?: Source;
  readonly _call?: string;
  readonly _signature?: SignatureFinding;
}

interface Field {
  readonly name: string;
  readonly value: string;
}

/**
 * The exchanges of an HTTP archive (HAR 1.2). `_unknown` lists what was not recorded, `_source` tells where the entry is from; `_call` and
 * `_signature` stand where we recorded a client.
 * @param path names the document in messages
 * @throws UserError for what is no such archive: where, and what is wrong there
 */
export function readHar(document: unknown, path: string): readonly RecordedExchange[] {
  const entries = (document as { log?: { entries?: unknown } } | null)?.log?.entries;
  if (!Array.isArray(entries)) throw new UserError(`${path}: not an HTTP archive: it has no log.entries`);
  return entries.map((entry: unknown, index): RecordedExchange => {
    const place = `entry-${index + 1}`;
    const fault = entryFault(entry);
    if (fault) throw new UserError(`${path}: ${place}: ${fault}`);
    return recorded(entry as Entry, place);
  });
}

function recorded({ request, response, ...entry }: Entry, place: string): RecordedExchange {
  const url = new URL(request.url);
  const body = bytesOf(response.content);
  const exchange = {
    origin: url.origin,
    request: {
      method: request.method,
      target: request.url.slice(request.url.indexOf("/", request.url.indexOf("//") + 2)),
      headers: fieldsOf(request.headers),
      body: bytesOf(request.postData),
    },
    startedAt: Date.parse(entry.startedDateTime ?? "") || 0,
    // One that was cut off before its reply has status 0.
    ...(response.status !== 0 && {
      reply: {
        status: response.status,
        headers: fieldsOf(response.headers),
        body,
        chunks: body.length === 0 ? [] : [{ at: 0, size: body.length }],
        headAt: 0,
        endAt: 0,
      },
    }),
  };
  const unknown = new Set((entry._unknown ?? []) as readonly UnknownPart[]);
  const { _source: source, _call: call, _signature: signature } = entry;
  return {
    place,
    exchange,
    unknown,
    ...(source && { source }),
    ...(call !== undefined && { call }),
    ...(signature && { signature }),
  };
}

function entryFault(entry: unknown): string | undefined {
  const { request, response, _unknown, _call, _signature } = (entry ?? {}) as Partial<Entry>;
  if (typeof request?.method !== "string") return "request.method is no text";
  if (
    typeof request.url !== "string" ||
    !/^https?:\/\/[^/]+\//.test(request.url) ||
    !URL.canParse(request.url)
  ) {
    return "request.url is no whole URL";
  }
  if (!isFields(request.headers)) return "request.headers is no list of names and values";
  if (!isContent(request.postData)) return "request.postData.text is no text";
  if (!Number.isInteger(response?.status)) return "response.status is no number";
  if (!isFields(response?.headers)) return "response.headers is no list of names and values";
  if (!isContent(response?.content)) return "response.content.text is no text";
  if (
    _unknown !== undefined &&
    !(Array.isArray(_unknown) && _unknown.every((part) => UNKNOWN.includes(part)))
  ) {
    return `_unknown is a list out of ${UNKNOWN.join(", ")}`;
  }
  if (_call !== undefined && typeof _call !== "string") return "_call is no text";
  if (_signature !== undefined && typeof _signature?.sound !== "boolean") {
    return "_signature does not say whether it is sound";
  }
  return undefined;
}

function isFields(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((field) => typeof field?.name === "string" && typeof field?.value === "string")
  );
}

/** Whether it is content, with a text or without one. */
function isContent(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return (
    typeof value === "object" && ["string", "undefined"].includes(typeof (value as { text?: unknown }).text)
  );
}

/** Fields of HTTP/2 have pseudo fields beside them, which are none. */
function fieldsOf(fields: readonly Field[]): RawHeaders {
  return fields
    .filter(({ name }) => !name.startsWith(":"))
    .map(({ name, value }) => [name, Buffer.from(value).toString("latin1")] as const);
}

function bytesOf(
  content: { readonly text?: string; readonly encoding?: string } | null | undefined,
): Uint8Array {
  return Buffer.from(content?.text ?? "", content?.encoding === "base64" ? "base64" : "utf8");
}
