import type { Operation } from "../../specs/operation.ts";
import { readFrames } from "../../wire/frames.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import type { ReceivedReply } from "../../wire/received-reply.ts";
import type { RecordedExchange } from "./recorded-exchange.ts";

/**
 * The exchange without its body where the recording ends before the reply does. An archive does not tell who broke the reply off, and clients
 * go away: what may be the client's doing blames nobody.
 * @returns undefined where nothing was broken off
 */
export function withoutCutBody(
  recorded: RecordedExchange,
  operation: Operation,
): RecordedExchange | undefined {
  const { exchange, unknown, whole } = recorded;
  const isKnown = !unknown.has("response.body") && !unknown.has("response.body.bytes");
  if (whole === true || !isKnown || exchange.reply === undefined || !isCut(exchange.reply, operation)) {
    return undefined;
  }
  return { ...recorded, unknown: new Set([...unknown, "response.body"]) };
}

function isCut(reply: ReceivedReply, { events }: Operation): boolean {
  const length = Number(headerValue(reply.headers, "content-length") ?? Number.NaN);
  if (reply.body.length < length) return true;
  const last = events.find(({ payload }) => payload === "json")?.name;
  const isPlain = /^application\/json(;|$)/.test(headerValue(reply.headers, "content-type") ?? "");
  if (last === undefined || reply.status !== 200 || isPlain) return false;
  const { frames, faults } = readFrames(reply.body);
  const isSound = faults.every(({ kind }) => kind === "truncated");
  return isSound && !frames.some(({ headers }) => headers.some(({ value }) => value === last));
}
