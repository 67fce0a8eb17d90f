import type { WireShape } from "../generators/case.ts";
import type { StartedTarget } from "../targets/target.ts";
import { headerValue } from "../wire/raw-headers.ts";
import type { RawRequest } from "../wire/raw-request.ts";
import { type SigningKey, sign } from "../wire/sign.ts";
import { UnsendableError } from "./unsendable-error.ts";

type Kind = NonNullable<WireShape["signature"]>;

/** The service takes a signature for five minutes; some emulators take it for longer. */
const expiredMs = 60 * 60 * 1000;

/** A key that no endpoint knows. */
export const nobody: SigningKey = {
  accessKeyId: "AKIAUNKNOWNKEY222222",
  secretAccessKey: "this-key-was-never-given-to-anyone-00000",
};

/**
 * The request as the step wants it signed: soundly unless told, where the target signs; as told, wherever a step says how.
 * A request that brings its own `Authorization` stays as it is. Where nothing is signed nothing is loaded and nothing added.
 * @throws UnsendableError when a principal without permission is wanted and the target has none
 */
export async function signed(
  request: RawRequest,
  kind: Kind | undefined,
  target: StartedTarget,
): Promise<RawRequest> {
  const wanted = kind ?? (target.signs ? "sound" : "none");
  if (wanted === "none" || headerValue(request.headers, "authorization") !== undefined) return request;
  const date = new Date(wanted === "expired" ? Date.now() - expiredMs : Date.now());
  return sign(request, target.url.host, keyFor(wanted, target), target.region, date);
}

function keyFor(kind: Exclude<Kind, "none">, { credentials, unprivileged }: StartedTarget): SigningKey {
  if (kind === "unknown-key") return nobody;
  if (kind === "wrong") {
    return { ...credentials, secretAccessKey: `not-${credentials.secretAccessKey}` };
  }
  if (kind !== "no-permission") return credentials;
  if (!unprivileged)
    throw new UnsendableError(
      "there are no credentials without permission to invoke: put some into UNPRIVILEGED_AWS_ACCESS_KEY_ID and UNPRIVILEGED_AWS_SECRET_ACCESS_KEY",
    );
  return unprivileged;
}
