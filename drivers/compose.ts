import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { InvokeStep } from "../generators/case.ts";
import type { Member, Operation } from "../specs/operation.ts";
import type { RawHeaders } from "../wire/raw-headers.ts";
import type { RawRequest } from "../wire/raw-request.ts";
import { expand } from "./expand.ts";
import { fill, type Placeholders } from "./placeholders.ts";
import { UnsendableError } from "./unsendable-error.ts";

/** An invoke step as it is to be sent: its placeholders filled in, and the request that carries it. */
export interface Composed {
  readonly input: Readonly<Record<string, string>>;
  readonly payload?: Uint8Array;
  readonly request: RawRequest;
}

/** What a target adds to every request. */
export interface ComposeContext {
  /** Path of the endpoint's URL, that the API's own stands after; without a slash at its end. */
  readonly basePath: string;
  /** Fields that the user wants on every request; values as latin-1. */
  readonly headers: RawHeaders;
}

/**
 * The request of an invoke step: what the operation's bindings give, differing only as the step's `wire` says.
 *
 * Beside the fields of its members a request carries two of our own. `User-Agent` names this tool. `Content-Type:
 * application/octet-stream` stands on every request with a payload, as the protocol has it for a blob (Smithy restJson1,
 * httpPayload) and the JavaScript SDK sends it; clauses prove elsewhere that others, and none (botocore sends none), do
 * as well. There is no `Accept` and no `Accept-Encoding`: both SDKs do without. A field of the user's, or of the
 * step, takes the place of ours, and a field of the step that of the user's.
 *
 * @throws UnsendableError when a value cannot stand in its place: a line break or NUL in a header field, half a surrogate pair,
 * and in a label sent `raw` whatever would end it (`/`, `?`, `#`, a blank or control character)
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

/** The members of a step but its payload, with their placeholders filled in. */
export function fillInput(step: InvokeStep, values: Placeholders): Record<string, string> {
  const input: Record<string, string> = {};
  for (const name of Object.keys(step.input)) input[name] = fill(step.input[name] ?? "", values);
  return input;
}

/** The fields but those with one of the names, whatever their case. */
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

/** Puts each member in its place; a label whose member is not given stays empty. */
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

/** What can stand in a path as it is and still be one label of it. */
const rawLabel = /^[^\p{Cc} /?#]*$/u;

function memberOf(operation: Operation, name: string): Member & { readonly wireName: string } {
  const member = operation.inputs.find((candidate) => candidate.name === name);
  if (!member) throw new UnsendableError(`${operation.name} has no input ${name}`);
  return { wireName: "", ...member };
}

/** Everything but unreserved characters (RFC 3986 2.3) percent-encoded, as both SDKs do: `arn%3Aaws%3A...`. */
export function encode(value: string): string {
  if (!value.isWellFormed()) throw new UnsendableError("a value holds half a surrogate pair");
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A field of a request whose value is text.
 * @throws UnsendableError when it cannot be one field
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

/** The UTF-8 bytes of a text as latin-1, one character a byte. */
function utf8(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text;
  if (!text.isWellFormed()) throw new UnsendableError("a value holds half a surrogate pair");
  return Buffer.from(text).toString("latin1");
}
