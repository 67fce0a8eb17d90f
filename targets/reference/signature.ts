import { createHmac, createSecretKey, hash, type KeyObject } from "node:crypto";
import { headerValues } from "../../wire/raw-headers.ts";
import type { RawRequest } from "../../wire/raw-request.ts";

/** The scope of a signature, as in its Credential. */
export interface Scope {
  /** YYYYMMDD. */
  readonly day: string;
  readonly region: string;
  readonly service: string;
}

/** The signing key of a secret for a scope. */
export function signingKey(secret: string, { day, region, service }: Scope): KeyObject {
  const steps = [day, region, service, "aws4_request"];
  const key = steps.reduce<Uint8Array>(
    (known, step) => createHmac("sha256", known).update(step).digest(),
    Buffer.from(`AWS4${secret}`),
  );
  return createSecretKey(key);
}

/**
 * The Signature Version 4 of a request as it arrived, in hex, for every service except S3. It is written from the AWS General Reference
 * ("Create a signed AWS API request"). It does not use the library that signs our own requests, because a mistake in that library would
 * then never show.
 * @param signed names of the signed headers, in lower case
 * @param date as in X-Amz-Date
 */
export function signatureOf(
  request: RawRequest,
  signed: readonly string[],
  date: string,
  { day, region, service }: Scope,
  key: KeyObject,
): string {
  // Bytes are latin-1 text throughout, so that they need not be UTF-8.
  const canonical = Buffer.from(canonicalRequest(request, signed), "latin1");
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${hash("sha256", canonical)}`;
  return createHmac("sha256", key).update(toSign).digest("hex");
}

function canonicalRequest({ method, target, headers, body }: RawRequest, signed: readonly string[]): string {
  const [path = "", ...query] = target.split("?");
  const names = [...signed].sort();
  const fields = names.map((name) => {
    const values = headerValues(headers, name).map((value) => value.trim().replace(/ +/g, " "));
    return `${name}:${values.join(",")}\n`;
  });
  const announced = headerValues(headers, "x-amz-content-sha256")[0];
  const content = announced === "UNSIGNED-PAYLOAD" ? announced : hash("sha256", body);
  return [
    method,
    canonicalPath(path),
    canonicalQuery(query.join("?")),
    fields.join(""),
    names.join(";"),
    announced === undefined || announced === content ? content : "not the content that was announced",
  ].join("\n");
}

/** Resolves dots and empty segments, and encodes once more: `%3A` becomes `%253A`, and a raw `:` becomes `%3A`. */
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(encoded(segment));
  }
  return `/${segments.join("/")}${segments.length > 0 && path.endsWith("/") ? "/" : ""}`;
}

function canonicalQuery(query: string): string {
  if (query === "") return "";
  return query
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return [encoded(decoded(name)), encoded(decoded(value.join("=")))] as const;
    })
    .sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function encoded(bytes: string): string {
  return bytes.replace(
    /[^A-Za-z0-9._~-]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

function decoded(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
