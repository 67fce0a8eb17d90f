import type { Socket } from "node:net";
import { type ReplyFault, ReplyParser } from "./reply-parser.ts";

/** Bytes of a reply that are kept: what is wrong with a head shows at its beginning. */
const KEPT = 4096;

/** The beginning of the reply that comes on each socket, for when it turns out to be none: whoever parses it tells no more than that. */
export interface RawReplies {
  /** Keeps what comes on a socket since the last bytes were written to it. */
  watch(socket: Socket): void;
  /** What came on the socket that was closed with this error; undefined where it is none of those that were watched. */
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

/** Why these bytes are no reply, in our own words; undefined where that does not show in them. */
export function faultOf(bytes: Uint8Array, method: string): ReplyFault | undefined {
  const parser = new ReplyParser({ interim() {}, head() {}, data() {} }, method);
  parser.push(Buffer.from(bytes));
  return parser.fault;
}

/** What follows the end of the reply in these bytes, as far as that shows in them. */
export function restOf(bytes: Uint8Array): Uint8Array {
  const parser = new ReplyParser({ interim() {}, head() {}, data() {} }, "POST");
  parser.push(Buffer.from(bytes));
  return parser.done ? parser.rest : new Uint8Array(0);
}
