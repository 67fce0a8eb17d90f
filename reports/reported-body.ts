import type { ReportedBody } from "./report.ts";

/** Most bytes of a body that a report shows. Of the rest it gives only the length. */
const SHOWN = 4096;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The beginning of a body as a report holds it: text if the whole body is UTF-8, else base64.
 * @param beyond how many more bytes followed that were not kept
 */
export function reportedBody(bytes: Uint8Array, limit: number = SHOWN, beyond = 0): ReportedBody {
  const size = bytes.length + beyond;
  const text = decoded(bytes);
  const shown = text === undefined ? Math.min(limit, bytes.length) : characterBoundary(bytes, limit);
  const head = bytes.subarray(0, shown);
  const cut = size > shown ? { cut: `the first ${shown} of ${size} bytes are shown` } : {};
  return text === undefined
    ? { bytes: size, base64: Buffer.from(head).toString("base64"), ...cut }
    : { bytes: size, text: utf8.decode(head), ...cut };
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The largest length up to `limit`, in bytes, that does not split a character. Continuation bytes in UTF-8 are 10xxxxxx. */
function characterBoundary(bytes: Uint8Array, limit: number): number {
  let end = Math.min(bytes.length, limit);
  while (end < bytes.length && ((bytes[end] as number) & 0xc0) === 0x80) end--;
  return end;
}
