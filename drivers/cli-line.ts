import type { Member, Operation } from "../specs/operation.ts";
import type { Exchange } from "../wire/exchange.ts";
import { headerValues, type RawHeaders } from "../wire/raw-headers.ts";
import { redact } from "../wire/redact.ts";
import { signatureScope } from "../wire/sign.ts";
import { encode } from "./compose.ts";
import { shellBytes, shellWord } from "./shell.ts";

/**
 * The AWS CLI command that sends the request of an exchange again, for a POSIX shell. Versions 1 and 2 of the CLI read it alike. The
 * payload of the response goes to standard output. The CLI finds its credentials itself.
 * @returns undefined when the CLI cannot send the request:
 * - The operation streams: the CLI leaves such operations out.
 * - The request differs from the normal form of the operation.
 * - The CLI refuses a value, or reads it as the name of a file.
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

  // The CLI takes a payload from a file unchanged. As an argument, version 2 reads it as base64, and version 1 as text.
  const bytes = shellBytes(request.body);
  if ("file" in bytes)
    return `${[...words, "--payload", "fileb://payload.bin", "/dev/stdout"].join(" ")} # ${bytes.file}`;
  const printed = "word" in bytes ? `printf %s ${bytes.word}` : bytes.command;
  return `${printed} | ${[...words, "--payload", "fileb:///dev/stdin", "/dev/stdout"].join(" ")}`;
}

/** A name in the form that the CLI uses for operations and members: `InvokeWithResponseStream` becomes `invoke-with-response-stream`. */
function kebab(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
}

/** The part of a path before the operation's own path, and the label of each member in the rest. */
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

/** The members of the input as text, in the order in which they were sent; undefined when the request contains anything else. */
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

/** The headers except those that every client sends in its own way. */
function calling(headers: RawHeaders): RawHeaders {
  return headers.filter(
    ([name, value]) =>
      !/^(?:user-agent|authorization|x-amz-date|x-amz-security-token)$/i.test(name) &&
      !(/^content-type$/i.test(name) && value === "application/octet-stream"),
  );
}

/** The decoded part, when it was percent-encoded exactly as clients do it; otherwise undefined. */
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
    // The CLI takes an argument that begins with a hyphen for an option, and one with these prefixes for the location of the value.
    !/^(?:-|(?:fileb?|https?):\/\/)/.test(value) &&
    value.length >= (keywords.minLength ?? 0)
  );
}
