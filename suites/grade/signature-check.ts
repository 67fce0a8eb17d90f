import type { SignatureFinding } from "../../drivers/observation.ts";
import { Authenticator } from "../../targets/reference/authenticator.ts";
import { Refusal } from "../../targets/reference/refusal.ts";
import type { Credentials } from "../../targets/target.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import { signatureScope } from "../../wire/sign.ts";

/** Most regions that signatures are checked for. An application signs for one or two. */
const MOST_REGIONS = 20;

/**
 * Makes a function that checks whether the signature of a request is sound, for any of these credentials. It returns undefined if the request is
 * unsigned or signed with unknown credentials.
 */
export function createSignatureCheck(
  credentials: readonly Credentials[],
): (request: RawRequest) => SignatureFinding | undefined {
  const known = new Set(credentials.map(({ accessKeyId }) => accessKeyId));
  const keys = credentials.map((one) => ({ credentials: one, mayInvoke: true }));
  const authenticators = new Map<string, Authenticator>();
  return (request) => {
    const { headers } = request;
    const [, id = ""] = /Credential=([^/,\s]+)\//.exec(headerValue(headers, "authorization") ?? "") ?? [];
    const region = signatureScope(headers)?.region;
    if (!known.has(id) || region === undefined) return undefined;
    let authenticator = authenticators.get(region);
    if (authenticator === undefined) {
      if (authenticators.size === MOST_REGIONS) return undefined;
      authenticator = new Authenticator(keys, region, "lambda");
      authenticators.set(region, authenticator);
    }
    try {
      authenticator.signerOf(request);
      return { sound: true };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { sound: false, says: error.message };
    }
  };
}
