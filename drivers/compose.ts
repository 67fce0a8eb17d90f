import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { InvokeStep } from "../generators/case.ts";
import type { Member, Operation } from "../specs/operation.ts";
import type { RawHeaders } from "../wire/raw-headers.ts";
import type { RawRequest } from "../wire/raw-request.ts";
import { expand } from "./expand.ts";
import { fill, type Placeholders } from "./placeholders.ts";
import { UnsendableError } from "./unsendable-error.ts";

/** An invoke step ready to send: its input without placeholders, and the request that carries it. */
export interface Composed {
  readonly input: Readonly<Record<string, string>>;
  readonly payload?: Uint8Array;
  readonly request: RawRequest;
}

/** What a target adds to every request. */
export interface ComposeContext {
  /** The path of the endpoint's URL, without a slash at its end. The path of the API follows it. */
  readonly basePath: string;
  /** Headers that the user adds to every request; values as latin-1. */
  readonly headers: RawHeaders;
}

/**
 * Makes the request of an invoke step. It has the normal form of the operation, with the changes in the step's `wire`.
 *
 * A request has two headers in addition to those of its members. `User-Agent` names this tool. `Content-Type: application/octet-stream` is
 * on every request with a payload: the protocol uses it for a blob (Smithy restJson1, httpPayload), and the JavaScript SDK sends it.
 * Clauses test other content types, and requests without one, as botocore sends them. There is no `Accept` and no `Accept-Encoding`,
 * because both SDKs omit them. A header of the user replaces such a header, and a header of the step replaces both.
 *
 * @throws UnsendableError when a value cannot be in its place: a line break or NUL in a header, or half a surrogate pair. A label that is
 * sent `raw` cannot contain a character that would end it: `/`, `?`, `#`, a space or a control character
 */
export function compose(
  step: InvokeStep,
  operation: Operation,
  values: Placeholders,
  surroundings: ComposeContext,
): Composed {
  const wire = step.wire ?? {};
  const input = fillInput(step, values);
  const payload = step.payload && expand(step.payload, values);
  const bound = bind(input, operation, wire.path === "raw");
  const added = (wire.headers ?? []).map(([name, value]) => field(name, fill(value, values)));
  const target = wire.target === undefined ? bound.target : wholeTarget(fill(wire.target, values));

  const left = (fields: RawHeaders, over: RawHeaders): RawHeaders =>
    withoutFields(
      fields,
      over.map(([name]) => name),
    );
  const users = left(surroundings.headers, added);
  const ours = left(left(payload ? [userAgent(), contentType] : [userAgent()], users), added);
  const framing: RawHeaders = wire.framing === "chunked" ? [["Transfer-Encoding", "chunked"]] : [];
  const request = {
    method: checked(wire.method ?? operation.method, /^[^\0\r\n ]+$/, "a method"),
    target: target.startsWith("/") ? surroundings.basePath + target : target,
    headers: [...withoutFields([...ours, ...bound.headers, ...users], wire.without), ...added, ...framing],
    body: payload ?? new Uint8Array(0),
  };
  return payload ? { input, payload, request } : { input, request };
}

/** The members of a step except its payload, with their placeholders filled in. */
export function fillInput(step: InvokeStep, values: Placeholders): Record<string, string> {
  const input: Record<string, string> = {};
  for (const name of Object.keys(step.input)) input[name] = fill(step.input[name] ?? "", values);
  return input;
}

/** The headers without those that have one of the names, in any case. */
export function withoutFields(fields: RawHeaders, names: readonly string[] = []): RawHeaders {
  if (names.length === 0) return fields;
  const out = new Set(names.map((name) => name.toLowerCase()));
  return fields.filter(([name]) => !out.has(name.toLowerCase()));
}

const contentType = ["Content-Type", "application/octet-stream"] as const;

let knownUserAgent: readonly [string, string] | undefined;

function userAgent(): readonly [string, string] {
  if (!knownUserAgent) {
    const file = join(import.meta.dirname, "../package.json");
    const { name, version } = JSON.parse(readFileSync(file, "utf8")) as { name: string; version: string };
    knownUserAgent = ["User-Agent", `${name}/${version}`];
  }
  return knownUserAgent;
}

/** Puts each member in its place. A label without a member stays empty. */
function bind(
  input: Readonly<Record<string, string>>,
  operation: Operation,
  raw: boolean,
): { target: string; headers: RawHeaders } {
  const labels = new Map<string, string>();
  const query: string[] = [];
  const headers: (readonly [string, string])[] = [];
  for (const [name, value] of Object.entries(input)) {
    const { place, wireName } = memberOf(operation, name);
    if (place === "path") {
      labels.set(wireName, raw ? utf8(checked(value, rawLabel, `${name}, sent raw,`)) : encode(value));
    } else if (place === "query") {
      query.push(`${encode(wireName)}=${encode(value)}`);
    } else if (place === "header") {
      headers.push(field(wireName, value));
    } else {
      throw new UnsendableError(`${name} stands in the ${place}, not in the input of a step`);
    }
  }
  const path = operation.path.replace(/\{(\w+)\}/g, (_, label: string) => labels.get(label) ?? "");
  return { target: query.length === 0 ? path : `${path}?${query.join("&")}`, headers };
}

/** Text that can be in a path without encoding, and is still one label. */
const rawLabel = /^[^\p{Cc} /?#]*$/u;

function memberOf(operation: Operation, name: string): Member & { readonly wireName: string } {
  const member = operation.inputs.find((candidate) => candidate.name === name);
  if (!member) throw new UnsendableError(`${operation.name} has no input ${name}`);
  return { wireName: "", ...member };
}

/** Percent-encodes everything except unreserved characters (RFC 3986, section 2.3), as both SDKs do: `arn%3Aaws%3A...`. */
export function encode(value: string): string {
  if (!value.isWellFormed()) throw new UnsendableError("a value holds half a surrogate pair");
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * A header whose value is given as text.
 * @throws UnsendableError when the value cannot be in one header
 */
export function field(name: string, value: string): readonly [string, string] {
  return [
    checked(name, /^[^\0\r\n:]+$/, "the name of a header field"),
    utf8(checked(value, /^[^\0\r\n]*$/, `header field ${name}`)),
  ];
}

function wholeTarget(target: string): string {
  return utf8(checked(target, /^[^\r\n]+$/, "a request target"));
}

function checked(value: string, sendable: RegExp, what: string): string {
  if (!sendable.test(value)) throw new UnsendableError(`${what} cannot be ${JSON.stringify(value)}`);
  return value;
}

/** The UTF-8 bytes of a text as latin-1: one character per byte. */
function utf8(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text;
  if (!text.isWellFormed()) throw new UnsendableError("a value holds half a surrogate pair");
  return Buffer.from(text).toString("latin1");
}
