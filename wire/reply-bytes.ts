/** A handler rejects with this to send raw bytes instead of a reply. Its door sends the bytes unchanged, and closes the connection. */
export class ReplyBytes extends Error {
  override readonly name = "ReplyBytes";
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    super("bytes that are not a response");
    this.bytes = bytes;
  }
}
