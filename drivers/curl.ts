import type { Exchange } from "../wire/exchange.ts";
import { headerValues, type RawHeaders } from "../wire/raw-headers.ts";
import { redact } from "../wire/redact.ts";
import { signatureScope } from "../wire/sign.ts";
import { shellBytes, shellWord } from "./shell.ts";
import { nobody } from "./signature.ts";

/** Who signs, as curl is told it, and in which variable the token of a session is. */
interface Signer {
  readonly user: string;
  readonly token: string;
}

const SOUND: Signer = { user: '"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"', token: "$AWS_SESSION_TOKEN" };
/** By what a step wants of its signature (drivers/signature.ts): the same fault is made again. */
const SIGNERS: Readonly<Record<string, Signer>> = {
  wrong: { ...SOUND, user: '"$AWS_ACCESS_KEY_ID:not-$AWS_SECRET_ACCESS_KEY"' },
  "unknown-key": { ...SOUND, user: shellWord(`${nobody.accessKeyId}:${nobody.secretAccessKey}`) },
  "no-permission": {
    user: '"$UNPRIVILEGED_AWS_ACCESS_KEY_ID:$UNPRIVILEGED_AWS_SECRET_ACCESS_KEY"',
    token: "$UNPRIVILEGED_AWS_SESSION_TOKEN",
  },
};

/**
 * A command line for a POSIX shell that sends the request of an exchange again, with the same target, fields and body, byte for
 * byte, by way of curl. A signature cannot be sent twice: it is made anew (curl 7.75 or newer) with the credentials in `AWS_ACCESS_KEY_ID`,
 * `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`; other secrets are hidden. What was wrong with it on purpose is wrong again, but for its age. A long body without a pattern is left to a file, that the
 * line names.
 * @param signature how the step wanted the request signed; soundly unless told
 * @returns undefined for a request that no command line can hold: one with a NUL in it
 */
export function curlLine(exchange: Exchange, signature = "sound"): string | undefined {
  const { origin, request } = redact(exchange);
  const { method, target, headers, body } = request;
  if ([method, target, ...headers.flat()].some((text) => text.includes("\0"))) return undefined;
  const has = (name: string): boolean => headerValues(headers, name).length > 0;
  const scope = signatureScope(headers);
  const words = ["curl", "-i", "-X", shellWord(method)];

  // Others are taken as they stand; what curl would mend in a URL is sent as a request target.
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
  // What curl adds of its own is taken out again.
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
