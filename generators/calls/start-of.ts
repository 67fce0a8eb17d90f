/** The first bytes of a body, as text. */
export function startOf(body: Uint8Array, bytes: number): string {
  return Buffer.from(body.buffer, body.byteOffset, Math.min(body.length, bytes)).toString("utf8");
}
