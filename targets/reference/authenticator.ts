import { type KeyObject, timingSafeEqual } from "node:crypto";
import { headerValue, type RawHeaders } from "../../wire/raw-headers.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import type { Credentials } from "../target.ts";
import { Refusal } from "./refusal.ts";
import { signatureOf, signingKey } from "./signature.ts";

/** A key that can sign requests. */
export interface Key {
  readonly credentials: Credentials;
  /** Whether its owner has the permission lambda:InvokeFunction. */
  readonly mayInvoke: boolean;
}

/** The default keys of the reference: AWS's own examples, and one without permissions. */
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
/** How far the date of a request may be off, in ms. */
const SKEW = 300_000;

/** Checks SigV4 signatures in the header Authorization: who signed, when, and whether the request arrived as it was signed. */
export class Authenticator {
  readonly #keys: ReadonlyMap<string, Key>;
  readonly #region: string;
  readonly #service: string;
  /** The signing keys of the last day used, by access key id. */
  readonly #signingKeys = new Map<string, { readonly day: string; readonly key: KeyObject }>();

  constructor(keys: readonly Key[], region: string, service: string) {
    this.#keys = new Map(keys.map((key) => [key.credentials.accessKeyId, key]));
    this.#region = region;
    this.#service = service;
  }

  /**
   * Who signed the request.
   * @throws Refusal when nobody signed it, or the signature is invalid
   */
  signerOf(request: RawRequest): Key {
    const authorization = headerValue(request.headers, "authorization");
    if (authorization === undefined) {
      throw new Refusal("MissingAuthenticationTokenException", "Missing Authentication Token");
    }
    const [, keyId = "", day, region, service, signed = "", signature = ""] =
      AUTHORIZATION.exec(authorization) ?? [];
    if (signature === "") {
      throw new Refusal(
        "IncompleteSignatureException",
        "The Authorization header is not a complete AWS4-HMAC-SHA256 signature.",
      );
    }
    const key = this.#keys.get(keyId);
    const token = key?.credentials.sessionToken;
    if (
      key === undefined ||
      (token !== undefined && token !== headerValue(request.headers, "x-amz-security-token"))
    ) {
      throw new Refusal(
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
      );
    }
    const date = checkedDate(request.headers);
    if (region !== this.#region || service !== this.#service || day !== date.slice(0, 8)) {
      throw refuse(
        `Credential should be scoped to a valid region and service: ${this.#region}, ${this.#service}, and to the day of the request.`,
      );
    }
    const names = signed.split(";");
    const expected = signatureOf(request, names, date, { day, region, service }, this.#signingKey(key, day));
    if (!names.includes("host") || !timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) {
      throw refuse(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
      );
    }
    return key;
  }

  #signingKey({ credentials }: Key, day: string): KeyObject {
    const { accessKeyId, secretAccessKey } = credentials;
    const known = this.#signingKeys.get(accessKeyId);
    if (known?.day === day) return known.key;
    const key = signingKey(secretAccessKey, { day, region: this.#region, service: this.#service });
    this.#signingKeys.set(accessKeyId, { day, key });
    return key;
  }
}

/**
 * The date in a request.
 * @throws Refusal for an invalid date, and for one too far from now
 */
function checkedDate(headers: RawHeaders): string {
  const text = headerValue(headers, "x-amz-date") ?? "";
  const date = Date.parse(text.replace(DATE, "$1-$2-$3T$4:$5:$6Z"));
  if (!DATE.test(text) || Number.isNaN(date)) {
    throw new Refusal("IncompleteSignatureException", "The header X-Amz-Date is not there, or no date.");
  }
  const now = Date.now();
  const around = (ms: number): string => compact(new Date(now + ms));
  if (date < now - SKEW) {
    throw refuse(`Signature expired: ${text} is now earlier than ${around(-SKEW)} (${around(0)} - 5 min.)`);
  }
  if (date > now + SKEW) {
    throw refuse(
      `Signature not yet current: ${text} is still later than ${around(SKEW)} (${around(0)} + 5 min.)`,
    );
  }
  return text;
}

function compact(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d{3}/g, "");
}

function refuse(says: string): Refusal {
  return new Refusal("InvalidSignatureException", says);
}
