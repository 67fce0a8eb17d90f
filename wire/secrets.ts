import type { Exchange } from "./exchange.ts";
import type { RawHeaders } from "./raw-headers.ts";
import { isSecretName } from "./secret-names.ts";
import { secretValues } from "./secret-values.ts";

/** What must be hidden, in addition to values that are secret by their form or their name. */
export interface Secrets {
  /** Hidden everywhere, in every encoding that `redact` knows. */
  readonly texts: readonly string[];
  /** Hidden even when they are as short as a word, but only under their own name. */
  readonly fields: RawHeaders;
}

/** The shortest text, in characters, that is hidden in free text. Shorter ones would be found inside words. */
export const LEAST_LENGTH = 8;

/** Limits for one search: the parts of one value, the parts of all values of one exchange, and the characters of one value. */
const MOST_PARTS = 64;
const MOST_FOUND = 256;
const LONGEST = 16_384;

/** Headers that say how to read a message. Hiding `application/json` everywhere would only make reports unreadable. */
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
 * @param texts keys and tokens; undefined and empty ones are ignored
 * @param headers the headers that the user adds to every request; any of them may hold a token, whatever its name
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

/** The given secrets with more texts to hide. */
export function withSecrets(secrets: Secrets, more: readonly string[]): Secrets {
  const { texts, fields } = secrets;
  return more.length === 0 ? secrets : { texts: unique([...texts, ...more]), fields };
}

/** The parts of a header's value, each under the name of the header. The value of a cookie is also listed under its own name. */
function fieldsOf(name: string, value: string): [name: string, part: string][] {
  const fields = partsOf(value).map((part): [string, string] => [name, part]);
  if (name.toLowerCase() !== "cookie") return fields;
  for (const [, cookie = "", its = ""] of value.matchAll(/([^=;\s]+)=([^;]*)/g)) {
    fields.push(...partsOf(its).map((part): [string, string] => [cookie, part]));
  }
  return fields;
}

/**
 * A value, and each part that may be repeated alone. Such parts are a token without its scheme, user and password from `Basic`, one of
 * several cookies or parameters, and the pieces of a JSON Web Token. Each part is also given in its decoded form.
 */
export function partsOf(value: string): string[] {
  // The scope and the signed headers of a signature are not secret: many messages contain the region.
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
    // The order keeps the pieces of each step whole: first a list, then a scheme and its value, then the two sides of a pair.
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
      // The bytes are not UTF-8 text.
    }
  }
  if (/^[\w+/-]{8,}={0,2}$/.test(part)) {
    const text = Buffer.from(part, "base64").toString("utf8");
    if (/^[^\p{Cc}\ufffd]{4,}$/u.test(text)) yield text;
  }
}

/**
 * What an exchange itself shows to be secret: the values under secret names in its headers, query and bodies, and the parts of those
 * values.
 */
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
