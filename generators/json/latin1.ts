/** The UTF-8 bytes of a text, as latin-1 text: one character per byte. */
export function utf8(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** Base64 (RFC 4648, padded) of bytes given as latin-1 text. */
export function base64Of(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("base64");
}
