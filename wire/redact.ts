import { crc32 } from "node:zlib";
import type { Exchange } from "./exchange.ts";
import { readFrames } from "./frames.ts";
import { encodingsOf, starred, textHider } from "./hide-texts.ts";
import { isEventStream } from "./is-event-stream.ts";
import type { RawHeaders } from "./raw-headers.ts";
import { isSecretName } from "./secret-names.ts";
import { secretValues } from "./secret-values.ts";
import { givenSecrets, LEAST_LENGTH, type Secrets, secretsIn, withSecrets } from "./secrets.ts";

/**
 * The exchange without the values that must not leave this process:
 * - the given secrets
 * - values under a secret name such as `Authorization`, `token=` or `"password":`, in headers, queries, forms, JSON and logs, and every
 *   repetition of them
 * - values that are secret by their form, such as signatures, session tokens, access key ids, and passwords in URLs
 *
 * It finds texts as they are, percent-encoded, escaped in JSON or HTML, in base64 and in hex. It replaces each with as many `*`, so that
 * lengths, offsets and arrival times stay true. Logs are decoded and encoded again. A frame whose checksum was right gets a right checksum.
 * @returns the same exchange when there is nothing to hide
 */
export function redact(exchange: Exchange, secrets: Secrets = NONE): Exchange {
  const mask = maskFor(withSecrets(secrets, secretsIn(exchange)));
  const { request, reply, failure, stray } = exchange;
  const safeRequest = changed(request, {
    method: mask(request.method),
    target: mask(request.target),
    headers: safeHeaders(request.headers, mask),
    body: safeBytes(request.body, mask),
  });
  const safeReply =
    reply &&
    changed(reply, {
      headers: safeHeaders(reply.headers, mask),
      body: isEventStream(reply.headers) ? safeStream(reply.body, mask) : safeBytes(reply.body, mask),
      ...(reply.fault && { fault: changed(reply.fault, { says: mask.words(reply.fault.says) }) }),
      ...(reply.beyond && { beyond: { ...reply.beyond, secrets: [] } }),
    });
  const safeFailure =
    failure &&
    changed(failure, {
      says: mask.words(failure.says),
      ...(failure.bytes && { bytes: safeBytes(failure.bytes, mask) }),
    });
  const safeStray =
    stray && changed(stray, { says: mask.words(stray.says), bytes: safeBytes(stray.bytes, mask) });
  return changed(exchange, {
    request: safeRequest,
    ...(safeReply && { reply: safeReply }),
    ...(safeFailure && { failure: safeFailure }),
    ...(safeStray && { stray: safeStray }),
  });
}

/**
 * A text about an exchange, without its secrets. Such a text may have been cut, so pieces of secrets with at least 8 characters are hidden
 * too. A piece of base64 that contains a secret, such as a quoted and cut log, is hidden whole.
 */
export function redactText(text: string, secrets: Secrets = NONE): string {
  return maskFor(secrets).words(text);
}

const NONE: Secrets = givenSecrets([]);

/** Hides secrets in texts. Each result is as long as its input. */
interface Mask {
  /** In bytes, one character per byte. */
  (text: string): string;
  /** In bytes, but without values that only their name shows to be secret. */
  itself(text: string): string;
  /** In text for people, which may have been cut. */
  words(text: string): string;
  /** In the value of a header. */
  field(name: string, value: string): string;
}

/** The object with the given members, or the same object when it already has them. */
function changed<T extends object>(object: T, members: Partial<T>): T {
  const same = (Object.keys(members) as (keyof T)[]).every((name) => object[name] === members[name]);
  return same ? object : { ...object, ...members };
}

const stars = (text: string): string => "*".repeat(text.length);

/** Headers in base64, where a search would not find secrets. */
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
  if (!isSecretName(name)) return mask(mask.field(name, value));
  // The scope and the names of the signed headers are worth showing, and so is which parts of a signature are present.
  const signature =
    /^(AWS4-HMAC-SHA256)(?:( +Credential=)([^/,\s]+)((?:\/[\w-]+){4}(?:, *SignedHeaders=[\w;-]+)?)(?:(, *Signature=)([\w*]+))?)?$/.exec(
      value,
    );
  if (signature) {
    const [, scheme = "", credential = "", id = "", signed = "", label = "", digest = ""] = signature;
    return scheme + credential + stars(id) + mask(signed) + label + stars(digest);
  }
  const [, scheme = "", credentials = value] = /^((?:Basic|Bearer) +)(.*)$/s.exec(value) ?? [];
  return scheme + stars(credentials);
}

function safeBytes(bytes: Uint8Array, mask: Mask): Uint8Array {
  if (bytes.length === 0) return bytes;
  const text = latin1(bytes);
  const safe = mask(text);
  return safe === text ? bytes : Buffer.from(safe, "latin1");
}

/** A base64 text with secrets hidden inside. When its length cannot be kept, the whole text is hidden. */
function safeBase64(value: string, mask: Mask): string {
  const text = Buffer.from(value, "base64").toString("latin1");
  const safe = mask(text);
  if (safe === text) return value;
  const encoded = Buffer.from(safe, "latin1").toString("base64");
  return encoded.length === value.length ? encoded : stars(value);
}

/** Hides secrets in an event stream, even those that span two frames, and those in a log that is base64 within JSON. */
function safeStream(body: Uint8Array, mask: Mask): Uint8Array {
  const before = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const safe = Buffer.from(before);
  const { frames } = readFrames(body);
  const full = frames.filter(({ payload }) => payload.length > 0);
  const payloads = full.map(({ offset, length, payload }) => {
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
  const last = frames.at(-1);
  const rest = safe.subarray(last === undefined ? 0 : last.offset + last.length);
  rest.write(mask(latin1(rest)), "latin1");
  // The headers of frames may hold secrets too. Values that only a name marks as secret are left out here: such a value could seem to
  // reach into the next frame.
  safe.write(mask.itself(latin1(safe)), "latin1");
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

/** Finds values that are secret by their form or by the name before them. Only the second group of a match is hidden. */
const telling: readonly RegExp[] = [
  /((?:secret[_-]?(?:access[_-]?)?key|(?:session|security)[_-]?token|x-amz-(?:signature|credential))["'\\\s]{0,9}[:=]["'\\\s]{0,9})([\w+/=%.~-]{16,})/gi,
  /(\bSignature=)([0-9a-f]{64})/g,
  /(\bA[KS]IA)([A-Z0-9]{16})\b/g,
  // Session tokens of AWS STS have these beginnings.
  /(\b)((?:IQoJ|FwoG|FQoG)[\w+/=%-]{100,})/g,
  // User and password in a URL.
  /(:\/\/)([^\s/?#"'<>\\]{1,1000})@/g,
];

const masks = new WeakMap<Secrets, Mask>();

function maskFor(secrets: Secrets): Mask {
  const known = masks.get(secrets);
  if (known) return known;
  const encodings = secrets.texts
    .filter((secret) => secret.length >= LEAST_LENGTH)
    .flatMap((secret) => encodingsOf(Buffer.from(secret)));
  const hider = textHider(encodings, LEAST_LENGTH);
  // Longer parts are hidden everywhere as texts, and could be too long for a regular expression.
  const own = secrets.fields
    .filter(([, part]) => part.length < LEAST_LENGTH)
    .map(([name, part]) => underOwnName(name, part));
  const byForm = (text: string): string => {
    let safe = text;
    for (const rule of [...telling, ...own]) {
      safe = safe.replace(rule, (whole: string, before: string, value: string) => {
        const after = whole.slice(before.length + value.length);
        return before + stars(value) + after;
      });
    }
    return safe;
  };
  const byName = (text: string): string => starred(text, [...secretValues(text)]);
  const mask: Mask = Object.assign((text: string) => byName(byForm(hider.hide(text))), {
    itself: (text: string) => byForm(hider.hide(text)),
    words(text: string): string {
      const bytes = latin1(Buffer.from(text));
      const safe = withoutBase64(byName(byForm(hider.hidePieces(bytes))), mask);
      // The length in characters is kept when nothing was hidden.
      return safe === bytes ? text : Buffer.from(safe, "latin1").toString();
    },
    field(name: string, value: string): string {
      const parts = secrets.fields.filter(([its]) => its.toLowerCase() === name).map(([, part]) => part);
      return parts.reduce((safe, part) => safe.replaceAll(part, stars), value);
    },
  });
  masks.set(secrets, mask);
  return mask;
}

/** The text with each piece of base64 hidden that contains a secret, such as a quoted and cut log. */
function withoutBase64(text: string, mask: Mask): string {
  return text.replace(/[\w+/-]{40,}={0,2}/g, (piece) =>
    [0, 1, 2, 3].some((start) => {
      const decoded = latin1(Buffer.from(piece.slice(start), "base64"));
      return mask(decoded) !== decoded;
    })
      ? stars(piece)
      : piece,
  );
}

/** A regular expression for a part of a value under the name of its header. CGI and logs spell that name in their own ways. */
function underOwnName(name: string, part: string): RegExp {
  const spelled = name.replace(/[^\w]/g, "\\$&").replace(/\\-|_/g, "[-_]?");
  const literal = part.replace(
    /[^\w]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return new RegExp(
    `(\\b(?:http_)?${spelled}[^A-Za-z0-9]{1,12}(?:[A-Za-z][\\w-]{0,20}[^A-Za-z0-9]{1,6})?)(${literal})(?![A-Za-z0-9])`,
    "gi",
  );
}
