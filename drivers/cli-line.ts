import type { Member, Operation } from "../specs/operation.ts";
import type { Exchange } from "../wire/exchange.ts";
import { headerValues, type RawHeaders } from "../wire/raw-headers.ts";
import { redact } from "../wire/redact.ts";
import { signatureScope } from "../wire/sign.ts";
import { encode } from "./compose.ts";
import { shellBytes, shellWord } from "./shell.ts";

/**
 * The AWS CLI command that makes the call of an exchange again, for a POSIX shell; versions 1 and 2 understand it alike. The reply's payload
 * goes to standard output, credentials come from where the CLI finds them.
 * @returns undefined for what the CLI cannot say: an operation that streams its reply (it leaves those out), a request that differs from what
 * the operation's bindings give, a value that the CLI refuses or reads as the name of a file
 */
export function cliLine(exchange: Exchange, operation: Operation): string | undefined {
  const { origin, request } = redact(exchange);
  const path = pathOf(request.target, operation);
  const members = path && membersOf(request, path.labels, operation);
  if (operation.events.length > 0 || request.method !== operation.method || !members) return undefined;
  const scope = signatureScope(request.headers);
  if (!scope && headerValues(request.headers, "authorization").length > 0) return undefined;

  const words = ["aws", "lambda", kebab(operation.name)];
  words.push("--endpoint-url", shellWord(origin + path.base), "--region", scope?.region ?? "us-east-1");
  if (!scope) words.push("--no-sign-request");
  for (const [name, value] of members) words.push(`--${kebab(name)}`, shellWord(value));
  if (request.body.length === 0) return [...words, "/dev/stdout"].join(" ");

  // From a file the payload is taken as it is; as a word version 2 reads it as base64 and version 1 as text.
  const bytes = shellBytes(request.body);
  if ("file" in bytes)
    return `${[...words, "--payload", "fileb://payload.bin", "/dev/stdout"].join(" ")} # ${bytes.file}`;
  const printed = "word" in bytes ? `printf %s ${bytes.word}` : bytes.command;
  return `${printed} | ${[...words, "--payload", "fileb:///dev/stdin", "/dev/stdout"].join(" ")}`;
}

/** `InvokeWithResponseStream` becomes `invoke-with-response-stream`, as the CLI names operations and members. */
function kebab(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
}

/** What stands before the operation's own path, and the label of each member in it. */
function pathOf(
  target: string,
  operation: Operation,
): { readonly base: string; readonly labels: ReadonlyMap<string, string> } | undefined {
  const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const form = operation.path.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{\w+\}/g, "([^/]*)");
  const [, base, ...labels] = new RegExp(`^(.*)${form}$`).exec(target.replace(/\?.*$/s, "")) ?? [];
  if (base === undefined) return undefined;
  return { base, labels: new Map(names.map((name, index) => [name, labels[index] ?? ""])) };
}

/** The members of the input as text, in the order in which they were sent; undefined when something else was sent too. */
function membersOf(
  { target, headers }: Exchange["request"],
  labels: ReadonlyMap<string, string>,
  operation: Operation,
): Map<string, string> | undefined {
  const sent = new Map<string, string>();
  const put = (place: Member["place"], wireName: string, value: string | undefined): boolean => {
    const member = operation.inputs.find(
      (candidate) =>
        candidate.place === place && candidate.wireName?.toLowerCase() === wireName.toLowerCase(),
    );
    if (!member || value === undefined || sent.has(member.name) || !isSayable(value, member)) return false;
    sent.set(member.name, value);
    return true;
  };
  const query = target.includes("?") ? target.slice(target.indexOf("?") + 1).split("&") : [];
  const all =
    [...labels].every(([name, label]) => put("path", name, decoded(label))) &&
    query.every((pair) => {
      const [name = "", ...value] = pair.split("=");
      return put("query", name, decoded(value.join("=")));
    }) &&
    calling(headers).every(([name, value]) => put("header", name, value));
  return all ? sent : undefined;
}

/** The fields but those that any client sends in its own way. */
function calling(headers: RawHeaders): RawHeaders {
  return headers.filter(
    ([name, value]) =>
      !/^(?:user-agent|authorization|x-amz-date|x-amz-security-token)$/i.test(name) &&
      !(/^content-type$/i.test(name) && value === "application/octet-stream"),
  );
}

/** What was percent-encoded just as clients do it; undefined when it was in another way. */
function decoded(part: string): string | undefined {
  try {
    const text = decodeURIComponent(part);
    return encode(text) === part ? text : undefined;
  } catch {
    return undefined;
  }
}

function isSayable(value: string, { keywords }: Member): boolean {
  return (
    /^[\x20-\x7e]*$/.test(value) &&
    // An argument with a hyphen first is taken for an option, one with these prefixes for the place of the value.
    !/^(?:-|(?:fileb?|https?):\/\/)/.test(value) &&
    value.length >= (keywords.minLength ?? 0)
  );
}
