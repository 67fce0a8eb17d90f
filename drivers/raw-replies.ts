import type { Socket } from "node:net";
import { ReplyParser } from "./reply-parser.ts";

/** Bytes of a reply that are kept: what is wrong with a head shows at its beginning. */
const KEPT = 4096;

/** What was wrong with a reply, and how it began. */
export interface BadReply {
  readonly says: string;
  readonly bytes: Uint8Array;
}

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
export function faultOf(bytes: Uint8Array, method: string): string | undefined {
  const parser = new ReplyParser({ interim() {}, head() {}, data() {} }, method);
  parser.push(Buffer.from(bytes));
  return parser.fault;
}
