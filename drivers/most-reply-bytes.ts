import { probeOutput } from "../targets/reference/probe-output.ts";

/** The number of bytes of a reply that are always read. Results have at most 6 MB, and no other reply is as long. */
const ANY = 8 * 1024 * 1024;
/** The largest overhead of a frame, in bytes. A reply may also have a log. */
const FRAME = 256;
const LARGEST_ORDER = 1024 * 1024;

/**
 * The largest reply to a payload, in bytes: twice the output that the payload requests from the probe, but at least 8 MB. A longer reply is
 * useless to every clause, and is cut.
 */
export function mostReplyBytes(payload: Uint8Array | undefined): number {
  if (payload === undefined || payload.length > LARGEST_ORDER) return ANY;
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString();
  if (!text.includes("$probe")) return ANY;
  try {
    const { result, stream, writes } = probeOutput(text);
    return Math.max(ANY, 2 * (result + stream + FRAME * writes));
  } catch {
    // The payload may be something other than JSON.
    return ANY;
  }
}
