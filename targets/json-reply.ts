import type { RawReply } from "../wire/raw-reply.ts";

/** A reply with a JSON body and the headers that AWS sends with every reply. */
export function jsonReply(
  status: number,
  json: unknown,
  headers: Readonly<Record<string, string>> = {},
): RawReply {
  return {
    status,
    headers: [
      ["Content-Type", "application/json"],
      ["x-amzn-RequestId", crypto.randomUUID()],
      ...Object.entries(headers),
    ],
    body: Buffer.from(JSON.stringify(json)),
  };
}
