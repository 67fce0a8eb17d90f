/** Endings of names whose values are secret, in lower case, with letters and digits only. */
const ENDINGS = [
  "token",
  "secret",
  "password",
  "passwd",
  "passphrase",
  "pwd",
  "credentials?",
  "authorization",
  "cookie",
  "jwt",
  "signature",
  "bearer",
  "accesskeyid",
  "sessionid",
  "(?:api|access|secret|private|account|subscription|functions?|client|auth|session|encryption|customer|shared|signing)key",
];

/** Names that are secret only when they are the whole name. */
const WHOLE = ["auth", "sid", "sig"];

const secret = new RegExp(`(?:${ENDINGS.join("|")})$|^(?:${WHOLE.join("|")})$`);

/**
 * Whether a value with this name is secret: `Authorization`, `X-Api-Key`, `clientSecret`, `DB_PASSWORD`. The name may be that of a header,
 * a query parameter, a form field, a JSON member or an XML element.
 */
export function isSecretName(name: string): boolean {
  return secret.test(name.toLowerCase().replace(/[^a-z0-9]/g, ""));
}
