import { ReplyBytes } from "../wire/reply-bytes.ts";
import type { WholeReply } from "./whole-reply.ts";

/**
 * A reply as bytes, with a Content-Length in bytes that may differ from the length of its body. A handler throws it in place of a reply.
 */
export function replyWithLength({ status, headers, body }: WholeReply, length: number): ReplyBytes {
  const own = headers.filter(([name]) => !/^(?:content-length|transfer-encoding)$/i.test(name));
  const fields = [...own, ["Content-Length", String(length)]].map(([name, value]) => `${name}: ${value}\r\n`);
  return new ReplyBytes(
    Buffer.concat([Buffer.from(`HTTP/1.1 ${status} \r\n${fields.join("")}\r\n`, "latin1"), body]),
  );
}
