import type { Socket } from "node:net";
import { type ReplyFault, ReplyParser } from "./reply-parser.ts";

/** The number of bytes of a reply to keep. A fault in a head shows at its beginning. */
const KEPT = 4096;

/** The beginning of the reply on each socket, for replies that turn out to be invalid. The parser does not pass on those bytes. */
export interface RawReplies {
  /** Keeps the bytes that arrive on a socket after the last write to it. */
  watch(socket: Socket): void;
  /** The bytes that arrived on the socket that was closed with this error; undefined when that socket was not watched. */
  of(error: Error): Uint8Array | undefined;
}

export function createRawReplies(): RawReplies {
  const known = new WeakMap<Error, Uint8Array>();
  return {
    watch(socket) {
      let kept: Buffer[] = [];
      let size = 0;
      const { read, write } = socket;
      socket.read = (count?: number): unknown => {
        const piece: unknown = read.call(socket, count);
        if (size < KEPT && Buffer.isBuffer(piece)) {
          kept.push(piece.subarray(0, KEPT - size));
          size += piece.length;
        }
        return piece;
      };
      socket.write = ((...args: Parameters<Socket["write"]>) => {
        kept = [];
        size = 0;
        return write.apply(socket, args);
      }) as Socket["write"];
      socket.once("error", (error) => {
        if (size > 0) known.set(error, Buffer.concat(kept));
      });
    },
    of: (error) => known.get(error),
  };
}

/** Why these bytes are not a reply, in our own words; undefined when they show no fault. */
export function faultOf(bytes: Uint8Array, method: string): ReplyFault | undefined {
  const parser = new ReplyParser({ interim() {}, head() {}, data() {} }, method);
  parser.push(Buffer.from(bytes));
  return parser.fault;
}

/** The bytes after the end of the reply, as far as they can be told apart. */
export function restOf(bytes: Uint8Array): Uint8Array {
  const parser = new ReplyParser({ interim() {}, head() {}, data() {} }, "POST");
  parser.push(Buffer.from(bytes));
  return parser.done ? parser.rest : new Uint8Array(0);
}
