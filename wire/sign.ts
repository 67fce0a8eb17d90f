import { createHash, createHmac, createSecretKey } from "node:crypto";
import type { SignatureV4 } from "@smithy/signature-v4";
import { headerValue, type RawHeaders } from "./raw-headers.ts";
import type { RawRequest } from "./raw-request.ts";

/** The key that signs. */
export interface SigningKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Signs a request with Signature Version 4. The headers `X-Amz-Date`, `X-Amz-Security-Token` (with a session token) and `Authorization` are
 * added after all others. Nothing else changes, and the target is sent as it is. The canonical path is the sent path, normalized and
 * percent-encoded once more (`arn%3Aaws` becomes `arn%253Aaws`), as SigV4 requires for every service except S3. A header that is not UTF-8
 * is not signed.
 * @param host the value of the Host header
 * @param service the service name in the signature
 */
export async function sign(
  request: RawRequest,
  host: string,
  key: SigningKey,
  region: string,
  date: Date = new Date(),
  service = "lambda",
): Promise<RawRequest> {
  const signer = signerFor(key, region, service) ?? (await newSigner(key, region, service));
  const { path, query } = partsOf(request.target);
  const { signable, unsignable } = fieldsOf(request.headers, host);
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: "http:",
      hostname: host,
      path,
      query,
      headers: signable,
      body: request.body,
    },
    { signingDate: date, unsignableHeaders: unsignable },
  );
  const added = ["X-Amz-Date", "X-Amz-Security-Token", "Authorization"].flatMap((name) => {
    const value = signed.headers[name.toLowerCase()];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...request, headers: [...request.headers, ...added] };
}

/** The scope that a request was signed for. Undefined when it has no signature, or one that is not SigV4. */
export function signatureScope(
  headers: RawHeaders,
): { readonly region: string; readonly service: string } | undefined {
  const scope = /^AWS4-HMAC-SHA256 Credential=[^/,\s]+\/\d+\/([\w-]+)\/([\w-]+)\/aws4_request,.*\bSignature=/;
  const [, region, service] = scope.exec(headerValue(headers, "authorization") ?? "") ?? [];
  return region !== undefined && service !== undefined ? { region, service } : undefined;
}

/** By scope. */
const signers = new WeakMap<SigningKey, Map<string, SignatureV4>>();

function signerFor(key: SigningKey, region: string, service: string): SignatureV4 | undefined {
  return signers.get(key)?.get(`${region}/${service}`);
}

/** Loads the library late: few runs sign, and it is slow to load. */
async function newSigner(key: SigningKey, region: string, service: string): Promise<SignatureV4> {
  const { SignatureV4 } = await import("@smithy/signature-v4");
  const signer = new SignatureV4({ credentials: key, region, service, sha256: Sha256, applyChecksum: false });
  const scopes = signers.get(key) ?? new Map<string, SignatureV4>();
  signers.set(key, scopes.set(`${region}/${service}`, signer));
  return signer;
}

/** The hash that the library is given. With a secret it is an HMAC. */
class Sha256 {
  readonly #secret: SourceData | undefined;
  #hash!: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

  constructor(secret?: SourceData) {
    this.#secret = secret;
    this.reset();
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    // Node.js takes five times as long with a secret in bytes as with a key object.
    this.#hash =
      this.#secret === undefined
        ? createHash("sha256")
        : createHmac("sha256", createSecretKey(bytesOf(this.#secret)));
  }
}

type SourceData = string | ArrayBuffer | ArrayBufferView;

function bytesOf(data: SourceData): Buffer {
  if (typeof data === "string") return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
}

/** Path and query of a target. The library encodes the names and values of the query itself. */
function partsOf(target: string): { path: string; query: Record<string, string[]> } {
  const mark = target.indexOf("?");
  const path = text(mark < 0 ? target : target.slice(0, mark)) ?? "";
  const query: Record<string, string[]> = Object.create(null);
  const members = mark < 0 ? [] : target.slice(mark + 1).split("&");
  for (const member of members) {
    if (member === "") continue;
    const [name = "", ...rest] = member.split("=");
    query[decoded(name)] = [...(query[decoded(name)] ?? []), decoded(rest.join("="))];
  }
  return { path, query };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(text(part) ?? part);
  } catch {
    return part;
  }
}

/** The headers in the form that the library needs, one per name, and the names of those that cannot be signed. */
function fieldsOf(
  headers: RawHeaders,
  host: string,
): { signable: Record<string, string>; unsignable: Set<string> } {
  const signable: Record<string, string> = Object.create(null);
  const unsignable = new Set<string>();
  signable["host"] = host;
  for (const [name, value] of headers) {
    const field = name.toLowerCase();
    const readable = text(value);
    if (readable === undefined) unsignable.add(field);
    else if (field === "host" || signable[field] === undefined) signable[field] = readable;
    else signable[field] += `,${readable}`;
  }
  return { signable, unsignable };
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of the UTF-8 bytes in a latin-1 text; undefined when they are not UTF-8. */
function text(latin1: string): string | undefined {
  if (/^[\0-\x7f]*$/.test(latin1)) return latin1;
  try {
    return utf8.decode(Buffer.from(latin1, "latin1"));
  } catch {
    return undefined;
  }
}
