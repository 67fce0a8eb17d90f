import type { Exchange } from "../wire/exchange.ts";
import { headerValues, type RawHeaders } from "../wire/raw-headers.ts";
import { redact } from "../wire/redact.ts";
import { signatureScope } from "../wire/sign.ts";
import { shellBytes, shellWord } from "./shell.ts";
import { nobody } from "./signature.ts";

/** How curl is told who signs, and which variable holds the session token. */
interface Signer {
  readonly user: string;
  readonly token: string;
}

const SOUND: Signer = { user: '"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"', token: "$AWS_SESSION_TOKEN" };
/** By the signature that a step requires (drivers/signature.ts). The command makes the same fault again. */
const SIGNERS: Readonly<Record<string, Signer>> = {
  wrong: { ...SOUND, user: '"$AWS_ACCESS_KEY_ID:not-$AWS_SECRET_ACCESS_KEY"' },
  "unknown-key": { ...SOUND, user: shellWord(`${nobody.accessKeyId}:${nobody.secretAccessKey}`) },
  "no-permission": {
    user: '"$UNPRIVILEGED_AWS_ACCESS_KEY_ID:$UNPRIVILEGED_AWS_SECRET_ACCESS_KEY"',
    token: "$UNPRIVILEGED_AWS_SESSION_TOKEN",
  },
};

/**
 * A curl command, for a POSIX shell, that sends the request of an exchange again: with the same target, headers and body, byte for byte. A
 * signature cannot be sent twice, so curl (7.75 or newer) signs with the credentials in `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and
 * `AWS_SESSION_TOKEN`. Other secrets are hidden. A deliberate fault of the signature is repeated, except its age. A long body without a
 * pattern must come from a file, which the line names.
 * @param signature the signature that the step requires; default `sound`
 * @returns undefined for a request with a NUL, which no command line can hold
 */
export function curlLine(exchange: Exchange, signature = "sound"): string | undefined {
  const { origin, request } = redact(exchange);
  const { method, target, headers, body } = request;
  if ([method, target, ...headers.flat()].some((text) => text.includes("\0"))) return undefined;
  const has = (name: string): boolean => headerValues(headers, name).length > 0;
  const scope = signatureScope(headers);
  const words = ["curl", "-i", "-X", shellWord(method)];

  // These URLs are sent unchanged. Others, which curl would correct, are sent as a request target.
  if (/^\/(?:[\w\-.~!$&'()*+,;=:@/?]|%[\dA-F]{2})*$/.test(target)) {
    words.push("--path-as-is", shellWord(origin + target));
  } else {
    words.push("--request-target", shellWord(target), shellWord(origin));
  }
  for (const [name, value] of scope ? withoutSignature(headers) : headers) {
    words.push("-H", shellWord(value === "" ? `${name};` : `${name}: ${value}`));
  }
  if (scope) {
    words.push("--aws-sigv4", shellWord(`aws:amz:${scope.region}:${scope.service}`));
    const { user, token } = SIGNERS[signature] ?? SOUND;
    words.push("--user", user);
    if (has("x-amz-security-token")) words.push("-H", `"X-Amz-Security-Token: ${token}"`);
  }
  // Removes the headers that curl adds.
  for (const name of ["Accept", "User-Agent", "Content-Type", "Expect"]) {
    if (!has(name)) words.push("-H", `${name}:`);
  }

  const comments: string[] = [];
  if (scope && signature === "expired") {
    comments.push("curl signs with the time of now: only --replay sends an expired signature again");
  }
  if (scope && /^[^?]*%/.test(target)) {
    comments.push("curl 7.88 and older do not escape a path twice, as its signature needs it");
  }
  let command = "";
  if (body.length > 0 || /^(?:POST|PUT|PATCH)$/.test(method)) {
    const bytes = shellBytes(body);
    if ("word" in bytes) {
      words.push("--data-raw", bytes.word);
    } else if ("command" in bytes) {
      words.push("--data-binary", "@-");
      command = `${bytes.command} | `;
    } else {
      words.push("--data-binary", "@payload.bin");
      comments.push(bytes.file);
    }
  }
  return command + words.join(" ") + comments.map((comment) => ` # ${comment}`).join(";");
}

function withoutSignature(headers: RawHeaders): RawHeaders {
  const signature = new Set(["authorization", "x-amz-date", "x-amz-security-token"]);
  return headers.filter(([name]) => !signature.has(name.toLowerCase()));
}
