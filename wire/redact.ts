import { crc32 } from "node:zlib";
import type { Exchange } from "./exchange.ts";
import { readFrames } from "./frames.ts";
import { headerValue, type RawHeaders } from "./raw-headers.ts";

/**
 * The exchange without what must not leave this process: the given secrets, in every spelling that a URL, JSON or base64 gives
 * them, and what is secret by its form or name whosever it is: signatures, session tokens, access key ids, secret keys, cookies, the ones
 * inside function logs included. Each is replaced by as many `*`, so that every length, offset and arrival time stays
 * true; logs are decoded for it and encoded again, and the checksum of a frame that was right is right again.
 * @param secrets shorter ones than 8 characters are left alone in free text: they would be found in words
 * @returns the very exchange when there is nothing to hide
 */
export function redact(exchange: Exchange, secrets: readonly string[]): Exchange {
  const mask = maskFor(secrets);
  const { request, reply, failure } = exchange;
  const safeRequest = changed(request, {
    method: mask(request.method),
    target: safeTarget(request.target, mask),
    headers: safeHeaders(request.headers, mask),
    body: safeBytes(request.body, mask),
  });
  const safeReply =
    reply &&
    changed(reply, {
      headers: safeHeaders(reply.headers, mask),
      body: isEventStream(reply.headers) ? safeStream(reply.body, mask) : safeBytes(reply.body, mask),
      ...(reply.fault && { fault: changed(reply.fault, { says: mask(reply.fault.says) }) }),
    });
  const safeFailure = failure && changed(failure, { says: mask(failure.says) });
  return changed(exchange, {
    request: safeRequest,
    ...(safeReply && { reply: safeReply }),
    ...(safeFailure && { failure: safeFailure }),
  });
}

/**
 * A text without the same secrets: for what is told of an exchange in words. A piece of base64 that hides one, as a log does that was
 * quoted and cut, is hidden whole.
 */
export function redactText(text: string, secrets: readonly string[]): string {
  const mask = maskFor(secrets);
  return mask(text).replace(/[\w+/-]{40,}={0,2}/g, (piece) =>
    [0, 1, 2, 3].some((start) => {
      const decoded = latin1(Buffer.from(piece.slice(start), "base64"));
      return mask(decoded) !== decoded;
    })
      ? stars(piece)
      : piece,
  );
}

/** Hides in a text of one character a byte; the text is as long as before. */
type Mask = (text: string) => string;

/** The object with those members, or itself when they are what it has. */
function changed<T extends object>(object: T, members: Partial<T>): T {
  const same = (Object.keys(members) as (keyof T)[]).every((name) => object[name] === members[name]);
  return same ? object : { ...object, ...members };
}

const stars = (text: string): string => "*".repeat(text.length);

/** Fields that are secret whatever stands in them. */
const secretFields = new Set([
  "authorization",
  "cookie",
  "proxy-authorization",
  "set-cookie",
  "x-amz-security-token",
  "x-api-key",
  "x-auth-token",
]);

/** Fields in base64, which hides what is in them from a search. */
const base64Fields = new Set(["x-amz-client-context", "x-amz-log-result"]);

function safeHeaders(headers: RawHeaders, mask: Mask): RawHeaders {
  let safe: (readonly [string, string])[] | undefined;
  for (const [index, [name, value]] of headers.entries()) {
    const shown = [mask(name), safeField(name.toLowerCase(), value, mask)] as const;
    if (shown[0] === name && shown[1] === value) continue;
    safe ??= [...headers];
    safe[index] = shown;
  }
  return safe ?? headers;
}

function safeField(name: string, value: string, mask: Mask): string {
  if (base64Fields.has(name)) return mask(safeBase64(value, mask));
  if (!secretFields.has(name)) return mask(value);
  // Of a signature the scope and the names of the signed fields are worth showing.
  const signature =
    /^(AWS4-HMAC-SHA256 Credential=)([^/,\s]+)((?:\/[\w-]+){4}, *SignedHeaders=[\w;-]+, *Signature=)([\w*]+)$/.exec(
      value,
    );
  if (!signature) return stars(value);
  const [, scheme = "", id = "", signed = "", digest = ""] = signature;
  return scheme + stars(id) + mask(signed) + stars(digest);
}

function safeTarget(target: string, mask: Mask): string {
  return mask(
    target.replace(
      /([?&]x-amz-(?:signature|credential|security-token)=)([^&#]*)/gi,
      (_, name: string, value: string) => name + stars(value),
    ),
  );
}

function safeBytes(bytes: Uint8Array, mask: Mask): Uint8Array {
  if (bytes.length === 0) return bytes;
  const text = latin1(bytes);
  const safe = mask(text);
  return safe === text ? bytes : Buffer.from(safe, "latin1");
}

/** What is hidden in a base64 text; where its length could not be kept, the whole text. */
function safeBase64(value: string, mask: Mask): string {
  const text = Buffer.from(value, "base64").toString("latin1");
  const safe = mask(text);
  if (safe === text) return value;
  const encoded = Buffer.from(safe, "latin1").toString("base64");
  return encoded.length === value.length ? encoded : stars(value);
}

function isEventStream(headers: RawHeaders): boolean {
  return headerValue(headers, "content-type")?.includes("eventstream") ?? false;
}

/** Hides also what two frames have between them, and what stands in a log that is base64 in JSON. */
function safeStream(body: Uint8Array, mask: Mask): Uint8Array {
  const before = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const safe = Buffer.from(before);
  const { frames } = readFrames(body);
  const payloads = frames.map(({ offset, length, payload }) => {
    const end = offset + length - checksumBytes;
    return safe.subarray(end - payload.length, end);
  });
  for (const payload of payloads) {
    const logged = (_: string, name: string, log: string): string => name + safeBase64(log, mask);
    payload.write(latin1(payload).replace(/("LogResult"\s*:\s*")([^"]*)/g, logged), "latin1");
  }
  const content = Buffer.from(mask(latin1(Buffer.concat(payloads))), "latin1");
  let from = 0;
  for (const payload of payloads) from += content.copy(payload, 0, from, from + payload.length);
  safe.write(mask(latin1(safe)), "latin1");
  if (safe.equals(before)) return body;

  for (const { offset, length } of frames) {
    const end = offset + length - checksumBytes;
    const wasRight = crc32(before.subarray(offset, end)) === before.readUInt32BE(end);
    safe.writeUInt32BE(wasRight ? crc32(safe.subarray(offset, end)) : before.readUInt32BE(end), end);
  }
  return safe;
}

const checksumBytes = 4;

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** What is secret by its form or by the name before it; only the second group of a match is hidden. */
const telling: readonly RegExp[] = [
  /((?:secret[_-]?(?:access[_-]?)?key|(?:session|security)[_-]?token|x-amz-(?:signature|credential))["'\\\s]*[:=]["'\\\s]*)([\w+/=%.~-]{16,})/gi,
  /(\bSignature=)([0-9a-f]{64})/g,
  /(\bA[KS]IA)([A-Z0-9]{16})\b/g,
  // Session tokens of AWS STS begin so.
  /(\b)((?:IQoJ|FwoG|FQoG)[\w+/=%-]{100,})/g,
];

const leastLength = 8;

const masks = new WeakMap<readonly string[], Mask>();

function maskFor(secrets: readonly string[]): Mask {
  const known = masks.get(secrets);
  if (known) return known;
  const spellings = secrets
    .filter((secret) => secret.length >= leastLength)
    .map((secret) => Buffer.from(secret))
    .flatMap((secret) => [secret.toString("latin1"), ...inBase64(secret)])
    // A longer one first, so that it is not hidden in part only.
    .sort((a, b) => b.length - a.length)
    .map(spelled);
  const given = spellings.length === 0 ? undefined : new RegExp(spellings.join("|"), "g");
  const mask: Mask = (text) => {
    let safe = given ? text.replace(given, stars) : text;
    for (const rule of telling) {
      safe = safe.replace(rule, (_, name: string, value: string) => name + stars(value));
    }
    return safe;
  };
  masks.set(secrets, mask);
  return mask;
}

/** A regular expression for a text as it stands, percent-encoded (once or twice) or escaped in JSON. */
function spelled(text: string): string {
  return text.replace(/[^A-Za-z0-9]/g, (character) => {
    const hex = [...character.charCodeAt(0).toString(16).padStart(2, "0")]
      .map((digit) => `[${digit}${digit.toUpperCase()}]`)
      .join("");
    const itself = `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
    return `(?:\\\\?${itself}|%(?:25)?${hex}|\\\\u00${hex})`;
  });
}

/** The characters of a base64 text that tell of bytes within it, whatever the bytes before and after; in both alphabets. */
function inBase64(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    const own = encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    const url = own.replaceAll("+", "-").replaceAll("/", "_");
    return url === own ? [own] : [own, url];
  });
}
