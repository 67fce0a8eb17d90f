import { signatureScope } from "../../wire/sign.ts";
import type { ReportedBody, ReportedRequest } from "../report.ts";
import { visible } from "../visible.ts";

/** A request that HTTP clients of common languages send unchanged. */
export interface SendableCall {
  readonly origin: string;
  readonly method: string;
  /** Path and query as they stand on the wire. */
  readonly target: string;
  /** Each name occurs once. The signature is left out, because the program makes a new one. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text if a program can hold it as visible text, else base64. */
  readonly body: { readonly text: string } | { readonly base64: string };
  /** The scope of the signature, if the request had one. */
  readonly scope: { readonly region: string; readonly service: string } | undefined;
}

/** Headers that such clients write themselves, or refuse to write. */
const THEIRS = /^(?:host|connection|content-length|transfer-encoding|keep-alive|upgrade|expect|te|trailer)$/;
const SIGNATURE = /^(?:authorization|x-amz-date|x-amz-security-token)$/;

/**
 * A request for a program to send again.
 * @returns undefined if the report does not hold the whole request, or if an HTTP client would change or refuse it: only curl can send that
 */
export function sendableCall(request: ReportedRequest): SendableCall | undefined {
  const { origin, method, target, headers, body } = request;
  const scope = signatureScope(headers);
  const sent = headers
    .map(([name, value]) => [name.toLowerCase(), name, value] as const)
    .filter(([name]) => scope === undefined || !SIGNATURE.test(name));
  const fits =
    /^(?:DELETE|GET|PATCH|POST|PUT)$/.test(method) &&
    (body.bytes === 0 || method !== "GET") &&
    body.cut === undefined &&
    isPlain(origin, target) &&
    new Set(sent.map(([name]) => name)).size === sent.length &&
    sent.every(
      ([name, , value]) =>
        /^[\w!#$%&'*+.^`|~-]+$/.test(name) &&
        !THEIRS.test(name) &&
        /^(?:[!-~](?:[ -~]*[!-~])?)?$/.test(value) &&
        !/\.\.\. \(cut: \d+ characters in all\)$/.test(value),
    );
  if (!fits) return undefined;
  return {
    origin,
    method,
    target,
    headers: Object.fromEntries(sent.map(([, name, value]) => [name, value])),
    body: isReadable(body) ? { text: body.text } : { base64: bytesOf(body).toString("base64") },
    scope,
  };
}

function isReadable(body: ReportedBody): body is ReportedBody & { readonly text: string } {
  return "text" in body && visible(body.text, "\t\n\r") === body.text;
}

function bytesOf(body: ReportedBody): Buffer {
  return "text" in body ? Buffer.from(body.text) : Buffer.from(body.base64, "base64");
}

/** Whether HTTP clients leave a URL as it is. */
function isPlain(origin: string, target: string): boolean {
  if (!/^\/[\w\-.~!$&'()*+,;=:@/?%]*$/.test(target) || !URL.canParse(origin + target)) return false;
  const { pathname, search } = new URL(origin + target);
  return pathname + search === target;
}
