import type { Exchange } from "./exchange.ts";
import type { RawHeaders } from "./raw-headers.ts";
import { isSecretName } from "./secret-names.ts";
import { secretValues } from "./secret-values.ts";

/** What must not be shown, beside what is secret by its form or by the name that it stands under. */
export interface Secrets {
  /** Hidden wherever they stand, in every encoding that `redact` knows. */
  readonly texts: readonly string[];
  /** Hidden also where they are as short as a word, but only under their own name. */
  readonly fields: RawHeaders;
}

/** A shorter text is left alone in free text: it would be found in words. */
export const LEAST_LENGTH = 8;

/** Parts of one value, and of all values of one exchange, that are looked for at the most, and characters of one. */
const MOST_PARTS = 64;
const MOST_FOUND = 256;
const LONGEST = 16_384;

/** Headers that say how to read a message. Hiding `application/json` everywhere would hide nothing but the report. */
const PUBLIC = new Set([
  "accept",
  "accept-charset",
  "accept-encoding",
  "accept-language",
  "connection",
  "content-encoding",
  "content-type",
  "expect",
  "te",
]);

/**
 * The secrets that a user gave.
 * @param texts keys and tokens; those that are undefined or empty count for nothing
 * @param headers those that the user puts on every request: any of them may hold a token, whatever its name
 */
export function givenSecrets(
  texts: readonly (string | undefined)[],
  headers: readonly (readonly [name: string, value: string])[] = [],
): Secrets {
  const fields = headers
    .filter(([name]) => !PUBLIC.has(name.toLowerCase()))
    .flatMap(([name, value]) => fieldsOf(name, value));
  return {
    texts: unique([
      ...texts.filter((text) => text !== undefined && text !== ""),
      ...fields.map(([, part]) => part),
    ]),
    fields,
  };
}

/** All secrets of the first, and those texts too. */
export function withSecrets(secrets: Secrets, more: readonly string[]): Secrets {
  const { texts, fields } = secrets;
  return more.length === 0 ? secrets : { texts: unique([...texts, ...more]), fields };
}

/** The parts of a header's value, each under the name of the header, and the value of a cookie under its own name too. */
function fieldsOf(name: string, value: string): [name: string, part: string][] {
  const fields = partsOf(value).map((part): [string, string] => [name, part]);
  if (name.toLowerCase() !== "cookie") return fields;
  for (const [, cookie = "", its = ""] of value.matchAll(/([^=;\s]+)=([^;]*)/g)) {
    fields.push(...partsOf(its).map((part): [string, string] => [cookie, part]));
  }
  return fields;
}

/**
 * A value, and every part of it that somebody may repeat alone: a token without its scheme, user and password out of `Basic`, one
 * cookie or parameter of several, the pieces of a JSON Web Token, and what these are when they are decoded.
 */
export function partsOf(value: string): string[] {
  // Scope and signed headers of a signature are no secret: the region is in many messages.
  const signature =
    /^AWS4-HMAC-SHA256(?: +Credential=([^/,\s]+)(?:.*, *Signature=([\w*]+)|(?:\/[\w-]+){4}(?:, *SignedHeaders=[\w;-]+)?))?\s*$/.exec(
      value,
    );
  if (signature) return signature.slice(1).filter((part) => part !== undefined && !isHidden(part));
  const parts = new Set<string>();
  const waiting = [value];
  for (let text = waiting.shift(); text !== undefined && parts.size < MOST_PARTS; text = waiting.shift()) {
    const part = text.trim().replace(/^"(.*)"$/s, "$1");
    if (part === "" || parts.has(part) || isHidden(part)) continue;
    parts.add(part);
    // In this order each step finds its piece whole: a list, its pairs, their two sides.
    const list = part.split(/[;,&]/);
    if (list.length > 1) waiting.push(...list);
    else if (/^\S+\s/.test(part)) waiting.push(part.replace(/^\S+\s+/, ""));
    else if (/^[^=\s"]+=[^=]/.test(part)) waiting.push(part.slice(part.indexOf("=") + 1));
    else if (part.includes(":")) waiting.push(...part.split(/:(.*)/s, 2));
    else if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(part)) waiting.push(...part.split("."));
    waiting.push(...decodings(part));
  }
  return [...parts];
}

function isHidden(part: string): boolean {
  return /\*{4}/.test(part);
}

function* decodings(part: string): Generator<string> {
  if (/%[0-9a-f]{2}/i.test(part)) {
    try {
      yield decodeURIComponent(part);
    } catch {
      // It is no text in UTF-8.
    }
  }
  if (/^[\w+/-]{8,}={0,2}$/.test(part)) {
    const text = Buffer.from(part, "base64").toString("utf8");
    if (/^[^\p{Cc}\ufffd]{4,}$/u.test(text)) yield text;
  }
}

/** What an exchange itself shows to be secret: the values under secret names in its headers, its query and its bodies, and their parts. */
export function secretsIn({ request, reply, failure, stray }: Exchange): string[] {
  const found = new Set<string>(reply?.beyond?.secrets);
  const seen = new Set<string>();
  const add = (value: string): void => {
    if (value.length > LONGEST || seen.has(value)) return;
    seen.add(value);
    for (const part of partsOf(value)) if (part.length >= LEAST_LENGTH) found.add(part);
  };
  for (const [name, value] of [...request.headers, ...(reply?.headers ?? [])]) {
    if (isSecretName(name)) add(name.toLowerCase() === "set-cookie" ? value.replace(/;.*/s, "") : value);
  }
  const came = [reply?.body, failure?.bytes, stray?.bytes].flatMap((bytes) => bytes ?? []);
  for (const text of [request.target, ...[request.body, ...came].map(latin1)]) {
    for (const [from, to] of secretValues(text)) {
      if (found.size >= MOST_FOUND) break;
      add(text.slice(from, to));
    }
  }
  return [...found];
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

function unique(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts)] as string[];
}
