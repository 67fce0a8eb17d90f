import { probeOutput } from "../targets/reference/probe-output.ts";

/** Bytes of a reply that are read whatever was asked for: results end at 6 MB, and nothing else is as long. */
const ANY = 8 * 1024 * 1024;
/** Bytes that a frame takes beside its content, at the most; beside that a reply may have a log. */
const FRAME = 256;
const LARGEST_ORDER = 1024 * 1024;

/**
 * Bytes of a reply to this payload at the most: twice what the probe is told to make where that is much, else 8 MB. What is longer is of
 * no use to any clause, and is cut.
 */
export function mostReplyBytes(payload: Uint8Array | undefined): number {
  if (payload === undefined || payload.length > LARGEST_ORDER) return ANY;
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString();
  if (!text.includes("$probe")) return ANY;
  try {
    const { result, stream, writes } = probeOutput(text);
    return Math.max(ANY, 2 * (result + stream + FRAME * writes));
  } catch {
    // Payloads that are no JSON are sent too.
    return ANY;
  }
}
