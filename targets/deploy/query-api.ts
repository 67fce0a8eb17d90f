import { sign } from "../../wire/sign.ts";
import type { StartedTarget } from "../target.ts";

const PATIENCE_MS = 10_000;

/** A refusal by an API of the query protocol: `code` is the name of the error. */
export class QueryError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = code;
    this.code = code;
  }
}

/**
 * Calls an API of the query protocol (IAM, STS, SQS) at the endpoint of a target: emulators of several services offer them all at one URL.
 * @param service the name that it is signed for by: `iam`
 * @param parameters `Action`, `Version` and those of the action
 * @returns the XML of the answer
 * @throws QueryError when the call is refused; other errors when nothing, or something else, answers within ten seconds
 */
export async function callQueryApi(
  { url, region, credentials }: Pick<StartedTarget, "url" | "region" | "credentials">,
  service: string,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  const body = Buffer.from(new URLSearchParams(parameters).toString());
  const unsigned = {
    method: "POST",
    target: "/",
    headers: [["Content-Type", "application/x-www-form-urlencoded"]] as const,
    body,
  };
  const { method, headers } = await sign(unsigned, url.host, credentials, region, new Date(), service);
  const reply = await fetch(new URL("/", url), {
    method,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    body,
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const text = await reply.text();
  if (reply.ok) return text;
  throw new QueryError(elementOf(text, "Code") ?? `HTTP ${reply.status}`, elementOf(text, "Message") ?? "");
}

/** The text of the first element of that name in an answer. */
export function elementOf(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}
