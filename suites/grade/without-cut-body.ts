import type { Operation } from "../../specs/operation.ts";
import { readFrames } from "../../wire/frames.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import type { ReceivedReply } from "../../wire/received-reply.ts";
import type { RecordedExchange } from "./recorded-exchange.ts";

/**
 * Removes the body of a reply that was broken off. An archive does not show which side broke it off, so the endpoint is not blamed. If the
 * recorder saw the connection, its `whole` decides.
 * @returns undefined if nothing was broken off
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
