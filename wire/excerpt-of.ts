import type { Exchange } from "./exchange.ts";
import { isEventStream } from "./is-event-stream.ts";
import { ownText } from "./own-text.ts";
import { secretsIn } from "./secrets.ts";

/** The largest number of bytes of a body that are kept. No report shows nearly as many. */
const KEPT = 256 * 1024;

/**
 * An exchange small enough to keep for a whole run, which may report hundreds of failures. Of a long body, the reply keeps the beginning
 * and the number of bytes that followed. It also keeps the texts that the whole exchange shows to be secret. Event streams are kept whole,
 * because reports show the frames that are wrong.
 * @returns the same exchange when nothing needs to be cut
 */
export function excerptOf(exchange: Exchange): Exchange {
  const { reply } = exchange;
  if (reply === undefined || reply.body.length <= KEPT || isEventStream(reply.headers)) return exchange;
  const end = characterBoundary(reply.body, KEPT);
  const beyond = { bytes: reply.body.length - end, secrets: secretsIn(exchange).map(ownText) };
  return { ...exchange, reply: { ...reply, body: Buffer.from(reply.body.subarray(0, end)), beyond } };
}

/** The largest length up to `limit` that does not split a UTF-8 character. Continuation bytes are 10xxxxxx. */
function characterBoundary(bytes: Uint8Array, limit: number): number {
  let end = limit;
  while (end > 0 && ((bytes[end] as number) & 0xc0) === 0x80) end--;
  return end;
}
