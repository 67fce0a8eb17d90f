import type { WireShape } from "../generators/case.ts";
import type { StartedTarget } from "../targets/target.ts";
import { headerValue } from "../wire/raw-headers.ts";
import type { RawRequest } from "../wire/raw-request.ts";
import { type SigningKey, sign } from "../wire/sign.ts";
import { UnsendableError } from "./unsendable-error.ts";

type Kind = NonNullable<WireShape["signature"]>;

/** AWS accepts a signature for 5 minutes. Some emulators accept it for longer. */
const expiredMs = 60 * 60 * 1000;

/** A key that no endpoint knows. */
export const nobody: SigningKey = {
  accessKeyId: "AKIAUNKNOWNKEY222222",
  secretAccessKey: "this-key-was-never-given-to-anyone-00000",
};

/**
 * Signs the request as the step requires. By default it is soundly signed when the target signs. A request with its own `Authorization`
 * stays as it is. When nothing is signed, nothing is loaded or added.
 * @throws UnsendableError when the step requires a principal without permission, and the target has none
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
