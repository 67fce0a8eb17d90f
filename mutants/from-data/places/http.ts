import type { RawReply } from "../../../wire/raw-reply.ts";
import { ReplyBytes } from "../../../wire/reply-bytes.ts";
import { replyWithLength } from "../../reply-with-length.ts";
import { wholeReply } from "../../whole-reply.ts";
import { type Falsification, type Falsifier, onReply } from "../falsification.ts";

/** What comes is not an HTTP reply, or a second reply follows. */
export const http: Falsifier = ({ path: [name] }) => (name === "stray" ? [TWICE] : FAULTY);

const TWICE = inPlaceOf("a second response follows", (reply) => Buffer.concat([reply, reply]));

const FAULTY: readonly Falsification[] = [
  changed("the status is not a number", /^HTTP\/1\.1 \d+/, "HTTP/1.1 2OO"),
  changed("the status line names another protocol", /^HTTP\/1\.1/, "RTSP/1.0"),
  changed("a header has no colon", /\r\n/, "\r\nX-Broken\r\n"),
  changed("a header contains a NUL character", /\r\n/, "\r\nX-Broken: a\0b\r\n"),
  changed("there are two Content-Length headers", /\r\n/, "\r\nContent-Length: 1\r\nContent-Length: 2\r\n"),
];

function changed(says: string, what: RegExp, by: string): Falsification {
  return inPlaceOf(says, (reply) => Buffer.from(reply.toString("latin1").replace(what, by), "latin1"));
}

function inPlaceOf(says: string, made: (reply: Buffer) => Buffer): Falsification {
  return onReply(says, async (reply) => {
    throw new ReplyBytes(made(await bytesOf(reply)));
  });
}

async function bytesOf(reply: RawReply): Promise<Buffer> {
  const whole = await wholeReply(reply);
  return Buffer.from(replyWithLength(whole, whole.body.length).bytes);
}
