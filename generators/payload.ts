import type { Bytes } from "./bytes.ts";

/** A payload from bytes as latin-1 text. It is a text when the bytes are UTF-8, so that a person can read the case. */
export function payloadOf(latin1: string): Bytes {
  const bytes = Buffer.from(latin1, "latin1");
  const text = bytes.toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes) ? { text } : { base64: bytes.toString("base64") };
}
