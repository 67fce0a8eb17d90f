import type { Operation } from "../../specs/operation.ts";
import { readFrames } from "../../wire/frames.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import type { ReceivedReply } from "../../wire/received-reply.ts";
import type { RecordedExchange } from "./recorded-exchange.ts";

/**
 * The exchange without its body where the reply was broken off. An archive does not tell who did that, and clients go away: what may be the client's
 * doing blames nobody. Whoever saw the connection says so (`whole` is false), and is believed.
 * @returns undefined where nothing was broken off
 */
export function withoutCutBody(
  recorded: RecordedExchange,
  operation: Operation,
): RecordedExchange | undefined {
  const { exchange, unknown, whole } = recorded;
  const isKnown = !unknown.has("response.body") && !unknown.has("response.body.bytes");
  const { reply } = exchange;
  if (whole === true || !isKnown || reply === undefined) return undefined;
  if (whole === undefined && !isCut(reply, operation)) return undefined;
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
