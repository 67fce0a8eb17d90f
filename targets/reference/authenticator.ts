import { isUtf8 } from "node:buffer";
import { createHash, timingSafeEqual } from "node:crypto";
import type { SignatureV4 } from "@smithy/signature-v4";
import { headerValue, type RawHeaders } from "../../wire/raw-headers.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import type { Credentials } from "../target.ts";
import { Refusal } from "./refusal.ts";

/** Somebody who can sign. */
export interface Key {
  readonly credentials: Credentials;
  /** Whether they have the permission lambda:InvokeFunction. */
  readonly mayInvoke: boolean;
}

/** The keys that the reference knows unless it is told others: AWS's own examples, and one that may do nothing. */
export const exampleKeys: readonly Key[] = [
  {
    credentials: {
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    },
    mayInvoke: true,
  },
  {
    credentials: {
      accessKeyId: "AKIAI44QH8DHBEXAMPLE",
      secretAccessKey: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
    },
    mayInvoke: false,
  },
];

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 +Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request *, *SignedHeaders=([^,\s]+) *, *Signature=([0-9a-f]{64})$/;
const DATE = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;
/** How far a request's date may be off, in ms. */
const SKEW = 300_000;

/** Checks SigV4 signatures in the header Authorization: who signed, when, and whether what arrived is what was signed. */
export class Authenticator {
  readonly #keys: ReadonlyMap<string, Key>;
  readonly #region: string;
  readonly #service: string;
  readonly #signers = new Map<Key, Promise<SignatureV4>>();

  constructor(keys: readonly Key[], region: string, service: string) {
    this.#keys = new Map(keys.map((key) => [key.credentials.accessKeyId, key]));
    this.#region = region;
    this.#service = service;
  }

  /** Who signed the request. @throws Refusal when nobody did, or not soundly */
  async signerOf(request: RawRequest): Promise<Key> {
    const authorization = headerValue(request.headers, "authorization");
    if (authorization === undefined) {
      throw new Refusal("MissingAuthenticationTokenException", "Missing Authentication Token");
    }
    const [, keyId = "", day, region, service, signed = "", signature = ""] =
      AUTHORIZATION.exec(authorization) ?? [];
    if (signature === "") {
      throw new Refusal(
        "IncompleteSignatureException",
        "The Authorization header is no whole AWS4-HMAC-SHA256 signature.",
      );
    }
    const key = this.#keys.get(keyId);
    if (key === undefined) {
      throw new Refusal(
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
      );
    }
    const date = checkedDate(request.headers);
    if (region !== this.#region || service !== this.#service || day !== compact(date).slice(0, 8)) {
      throw new Refusal(
        "InvalidSignatureException",
        `Credential should be scoped to a valid region and service: ${this.#region}, ${this.#service}, and to the day of the request.`,
      );
    }
    if (!(await isSound(request, await this.#signer(key), date, signed.split(";"), signature))) {
      throw new Refusal(
        "InvalidSignatureException",
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
      );
    }
    return key;
  }

  /** The library is slow to load: it is loaded when the first signature is to be checked. */
  #signer(key: Key): Promise<SignatureV4> {
    let signer = this.#signers.get(key);
    if (signer === undefined) {
      signer = makeSigner(key.credentials, this.#region, this.#service);
      this.#signers.set(key, signer);
    }
    return signer;
  }
}

async function makeSigner(credentials: Credentials, region: string, service: string): Promise<SignatureV4> {
  const [{ SignatureV4 }, { Hash }] = await Promise.all([
    import("@smithy/signature-v4"),
    import("@smithy/core/serde"),
  ]);
  // A checksum is a header that a client may send, not one that we ask for.
  return new SignatureV4({
    credentials,
    region,
    service,
    sha256: Hash.bind(null, "sha256"),
    applyChecksum: false,
  });
}

function checkedDate(headers: RawHeaders): Date {
  const text = headerValue(headers, "x-amz-date") ?? "";
  const [, ...parts] = DATE.exec(text) ?? [];
  const [year, month, day, hour, minute, second] = parts;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(date.getTime())) {
    throw new Refusal("IncompleteSignatureException", "The header X-Amz-Date is not there, or no date.");
  }
  const now = new Date();
  const [earliest, latest] = [new Date(now.getTime() - SKEW), new Date(now.getTime() + SKEW)];
  if (date < earliest) {
    throw new Refusal(
      "InvalidSignatureException",
      `Signature expired: ${text} is now earlier than ${compact(earliest)} (${compact(now)} - 5 min.)`,
    );
  }
  if (date > latest) {
    throw new Refusal(
      "InvalidSignatureException",
      `Signature not yet current: ${text} is still later than ${compact(latest)} (${compact(now)} + 5 min.)`,
    );
  }
  return date;
}

/** Signs what arrived once more, with the same headers, and compares. */
async function isSound(
  request: RawRequest,
  signer: SignatureV4,
  signingDate: Date,
  signed: readonly string[],
  signature: string,
): Promise<boolean> {
  if (!signed.includes("host")) return false;
  const headers: Record<string, string> = {};
  for (const name of signed) {
    const value = headerValue(request.headers, name);
    if (value === undefined) return false;
    headers[name] = text(value);
  }
  const [path = "", ...query] = text(request.target).split("?");
  const again = await signer.sign(
    {
      method: request.method,
      protocol: "http:",
      hostname: "",
      path,
      query: queryOf(query.join("?")),
      headers,
      body: request.body,
    },
    { signingDate, signableHeaders: new Set(signed) },
  );
  const announced = headers["x-amz-content-sha256"];
  if (announced !== undefined && announced !== "UNSIGNED-PAYLOAD" && announced !== sha256(request.body)) {
    return false;
  }
  const expected = again.headers["authorization"]?.split("Signature=")[1] ?? "";
  return (
    expected.length === signature.length && timingSafeEqual(Buffer.from(expected), Buffer.from(signature))
  );
}

function queryOf(text: string): Record<string, string[]> {
  const query: Record<string, string[]> = {};
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const [name = "", ...value] = pair.split("=");
    const key = decoded(name);
    query[key] = [...(query[key] ?? []), decoded(value.join("="))];
  }
  return query;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function compact(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d{3}/g, "");
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** What the bytes of a latin-1 text say as UTF-8, where they are. */
function text(latin1: string): string {
  const bytes = Buffer.from(latin1, "latin1");
  return isUtf8(bytes) ? bytes.toString("utf8") : latin1;
}
