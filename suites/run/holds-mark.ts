import { gunzipSync } from "node:zlib";
import type { ReceivedReply } from "../../wire/received-reply.ts";

/** What the probe says of itself, as the member `probe`, when it is told to describe itself. */
export const MARK = "lambda-conformance";
/** The member with its name, however it is quoted: user agents are named so too, and an endpoint may send them back. */
const MEMBER = new RegExp(`probe(?:%\\w\\w|&#?\\w+;|\\W){1,40}${MARK}`);

/** The most bytes of a reply that are searched: a description is short. */
const MOST_BYTES = 1024 * 1024;
/** Encodings within encodings are followed so deep. */
const MOST_DEPTH = 3;

/**
 * Whether the mark of the probe stands somewhere in a reply, however mangled: behind a log line, quoted twice, in base64, in UTF-16, as a
 * list of byte values, compressed. Then the probe ran, and what is wrong is wrong with the endpoint.
 */
export function holdsMark({ headers, body }: Pick<ReceivedReply, "headers" | "body">): boolean {
  return (
    isMarked(Buffer.from(body).subarray(0, MOST_BYTES), 0) ||
    headers.some(([, value]) => isMarked(Buffer.from(value, "latin1"), 0))
  );
}

function isMarked(bytes: Buffer, depth: number): boolean {
  // Every other byte of ASCII in UTF-16 is 0.
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
