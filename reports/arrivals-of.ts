import { arrivalOf, type Frame, readFrames } from "../wire/frames.ts";
import { headerValue } from "../wire/raw-headers.ts";
import type { ReceivedReply } from "../wire/received-reply.ts";
import type { ReportedArrival } from "./report.ts";
import { shortened } from "./shortened.ts";

/** Pieces that are listed one by one at the beginning and at the end of a body. */
const EDGE = 20;

/**
 * The pieces of a response's body as reports hold them. A body may come in thousands of pieces: those in the middle are summed up as one.
 */
export function arrivalsOf(reply: ReceivedReply): readonly ReportedArrival[] {
  const isStream = /^application\/vnd\.amazon\.eventstream\b/i.test(
    headerValue(reply.headers, "content-type") ?? "",
  );
  const pieces = isStream ? framesOf(reply) : chunksOf(reply);
  if (pieces.length <= 2 * EDGE) return pieces.length > 1 ? pieces : [];
  const between = pieces.slice(EDGE, -EDGE);
  const more: ReportedArrival = {
    says: `${between.length} more`,
    bytes: between.reduce((sum, { bytes }) => sum + bytes, 0),
    atMs: between.at(-1)?.atMs ?? 0,
  };
  return [...pieces.slice(0, EDGE), more, ...pieces.slice(-EDGE)];
}

function framesOf({ body, chunks }: ReceivedReply): ReportedArrival[] {
  const { frames } = readFrames(body);
  const last = frames.at(-1);
  const read = last === undefined ? 0 : last.offset + last.length;
  const told = frames.map((frame, index) => ({
    says: `frame ${index + 1}${typeWords(frame)}`,
    bytes: frame.length,
    atMs: arrivalOf(frame.offset + frame.length, chunks),
  }));
  const left = body.length - read;
  return left === 0
    ? told
    : [...told, { says: "no frame", bytes: left, atMs: arrivalOf(body.length, chunks) }];
}

/** The event type in a frame's headers, as words that follow its number. Empty if there is none. */
function typeWords({ headers }: Frame): string {
  const type = headers.find(({ name }) => name === ":event-type" || name === ":exception-type")?.value;
  return typeof type === "string" ? `: ${shortened(type)}` : "";
}

function chunksOf({ chunks }: ReceivedReply): ReportedArrival[] {
  return chunks.map(({ at, size }, index) => ({ says: `piece ${index + 1}`, bytes: size, atMs: at }));
}
