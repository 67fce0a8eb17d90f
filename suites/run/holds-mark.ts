import { gunzipSync } from "node:zlib";
import type { ReceivedReply } from "../../wire/received-reply.ts";

/** The value of the member `probe` when the probe describes itself. */
export const MARK = "lambda-conformance";
/**
 * The member `probe` with its value, however it is quoted. The value alone is not enough: user agents contain it, and endpoints may return
 * them.
 */
const MEMBER = new RegExp(`probe(?:%\\w\\w|&#?\\w+;|\\W){1,40}${MARK}`);

/** Most bytes of a reply to search: a description is short. */
const MOST_BYTES = 1024 * 1024;
/** How many nested encodings are decoded. */
const MOST_DEPTH = 3;

/**
 * Whether a reply contains the mark of the probe, however mangled: behind a log line, quoted twice, in base64, in UTF-16, as a list of byte values,
 * compressed. If so, the probe ran, and the fault is in the endpoint.
 */
export function holdsMark({ headers, body }: Pick<ReceivedReply, "headers" | "body">): boolean {
  return (
    isMarked(Buffer.from(body).subarray(0, MOST_BYTES), 0) ||
    headers.some(([, value]) => isMarked(Buffer.from(value, "latin1"), 0))
  );
}

function isMarked(bytes: Buffer, depth: number): boolean {
  // ASCII text in UTF-16 has a 0 in every other byte.
  const text = bytes.toString("latin1").replaceAll("\0", "");
  if (MEMBER.test(text)) return true;
  if (depth === MOST_DEPTH) return false;
  return decodings(bytes, text).some((decoded) => isMarked(decoded, depth + 1));
}

function decodings(bytes: Buffer, text: string): Buffer[] {
  return [
    ...[...text.matchAll(/[\w+/-]{24,}/g)].map(([run]) => Buffer.from(run, "base64")),
    ...[...text.matchAll(/\d{1,3}(?:\s*,\s*\d{1,3}){17,}/g)].map(([list]) =>
      Buffer.from(list.split(",").map(Number)),
    ),
    ...unzipped(bytes),
  ];
}

function unzipped(bytes: Buffer): Buffer[] {
  try {
    return bytes[0] === 0x1f && bytes[1] === 0x8b ? [gunzipSync(bytes, { maxOutputLength: MOST_BYTES })] : [];
  } catch {
    return [];
  }
}
