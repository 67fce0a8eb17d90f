import { sign } from "../../wire/sign.ts";
import type { StartedTarget } from "../target.ts";

const PATIENCE_MS = 10_000;

/** An error response of an API with the query protocol. `code` is the name of the error. */
export class QueryError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = code;
    this.code = code;
  }
}

/**
 * Sends a request to an API with the query protocol (IAM, STS, SQS) at the endpoint of a target. Emulators of several services offer them
 * all at one URL.
 * @param service the service name in the signature: `iam`
 * @param parameters `Action`, `Version` and the parameters of the action
 * @returns the XML of the response
 * @throws QueryError when the request is refused; other errors when there is no such response within 10 seconds
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

/** The text of the first element with that name in a response. */
export function elementOf(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}
