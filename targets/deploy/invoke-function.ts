import type { RawHeaders } from "../../wire/raw-headers.ts";
import { type SigningKey, sign } from "../../wire/sign.ts";
import type { StartedTarget } from "../target.ts";

export type InvokedTarget = Pick<StartedTarget, "url" | "region" | "credentials">;

export interface FunctionCall {
  readonly name: string;
  readonly qualifier?: string;
  /** The event, as a value. */
  readonly event: unknown;
  readonly headers?: RawHeaders;
  /** Whether to use InvokeWithResponseStream instead of Invoke. */
  readonly streaming?: boolean;
  /** The key that signs; default: the credentials of the target. */
  readonly key?: SigningKey;
  readonly withinMs?: number;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** How long the response took, and when the pieces of its body arrived, in ms since the request was sent. */
  readonly ms: number;
  readonly piecesAt: readonly number[];
}

/** The first invocation may start a container, or pull its image. */
const PATIENCE_MS = 60_000;

/**
 * Invokes a function with a signed request.
 * @throws Error when no response arrives in time
 */
export async function invokeFunction(target: InvokedTarget, invocation: FunctionCall): Promise<Answered> {
  const { name, qualifier, event, streaming = false, withinMs = PATIENCE_MS } = invocation;
  const base = target.url.pathname.replace(/\/$/, "");
  const path = streaming
    ? `/2021-11-15/functions/${name}/response-streaming-invocations`
    : `/2015-03-31/functions/${name}/invocations`;
  const query = qualifier === undefined ? "" : `?Qualifier=${encodeURIComponent(qualifier)}`;
  const request = {
    method: "POST",
    target: `${base}${path}${query}`,
    headers: [["Content-Type", "application/json"] as const, ...(invocation.headers ?? [])],
    body: Buffer.from(JSON.stringify(event)),
  };
  const key = invocation.key ?? target.credentials;
  const { headers } = await sign(request, target.url.host, key, target.region);
  const sent = performance.now();
  const signal = AbortSignal.timeout(withinMs);
  try {
    const reply = await fetch(new URL(request.target, target.url), {
      method: "POST",
      headers: headers.map(([field, value]): [string, string] => [field, value]),
      body: request.body,
      signal,
    });
    const pieces: Uint8Array[] = [];
    const piecesAt: number[] = [];
    for await (const piece of reply.body ?? []) {
      pieces.push(piece);
      piecesAt.push(performance.now() - sent);
    }
    return {
      status: reply.status,
      headers: reply.headers,
      body: Buffer.concat(pieces),
      ms: performance.now() - sent,
      piecesAt,
    };
  } catch (fault) {
    if (!signal.aborted) throw fault;
    const waited = `no response came within ${withinMs / 1000} s`;
    throw new Error(`${waited}; perhaps nothing runs the function, or it has another name`);
  }
}

/** What a response says, for a reader: `200 {"errorMessage": "no such module"}`. */
export function saysOf({ status, headers, body }: Answered): string {
  const failed = headers.get("x-amz-function-error");
  const text = Buffer.from(body).toString().trim();
  const short = text.length > 160 ? `${text.slice(0, 160)}...` : text;
  return [status, failed && `(${failed})`, short || "with an empty body"].filter(Boolean).join(" ");
}
