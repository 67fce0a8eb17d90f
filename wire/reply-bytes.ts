/** What a handler rejects with in place of a reply: its door sends these bytes as they are, and closes the connection. */
export class ReplyBytes extends Error {
  override readonly name = "ReplyBytes";
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    super("bytes that are no reply");
    this.bytes = bytes;
  }
}
