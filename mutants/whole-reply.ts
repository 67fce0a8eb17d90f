import type { RawHeaders } from "../wire/raw-headers.ts";
import type { RawReply } from "../wire/raw-reply.ts";
import { withField } from "./rewritten.ts";

/** A reply with its complete body. */
export interface WholeReply {
  readonly status: number;
  readonly headers: RawHeaders;
  readonly body: Buffer;
}

/** Waits for the whole body. */
export async function wholeReply({ status, headers, body }: RawReply): Promise<WholeReply> {
  if (body instanceof Uint8Array) return { status, headers, body: Buffer.from(body) };
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return { status, headers, body: Buffer.concat(pieces) };
}

/** The reply with another body and the matching length. */
export function withBody(reply: RawReply, body: Uint8Array): WholeReply {
  const headers = withField(reply.headers, "Content-Length", String(body.length));
  return { status: reply.status, headers, body: Buffer.from(body) };
}

/** The reply with its JSON body changed. If the body is not JSON, the reply stays as it is. */
export async function withJson(reply: RawReply, change: (json: unknown) => unknown): Promise<RawReply> {
  const whole = await wholeReply(reply);
  let json: unknown;
  try {
    json = JSON.parse(whole.body.toString("utf8"));
  } catch {
    return whole;
  }
  const changed = change(json);
  return changed === json ? whole : withBody(whole, Buffer.from(JSON.stringify(changed)));
}

/** The reply with a header set, or (undefined) removed. */
export function withHeader(reply: RawReply, name: string, value: string | undefined): RawReply {
  return { ...reply, headers: withField(reply.headers, name, value) };
}
