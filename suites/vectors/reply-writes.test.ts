import { expect, test } from "vitest";
import { prepareReply } from "../../drivers/clients/scripted-reply.ts";
import type { ScriptedReply } from "../../generators/case.ts";
import { loadSpecification } from "../../specs/load-specification.ts";
import { replyWrites } from "./reply-writes.ts";

const { operations } = loadSpecification();
const values = { function: "f", account: "1", region: "r", partition: "aws", nonce: "n" };

/** The writes of a reply, as text. */
function written(reply: ScriptedReply): object {
  const told = replyWrites(prepareReply(reply, operations.Invoke, values));
  if (!("writes" in told)) return told;
  return { ...told, writes: told.writes.map((bytes) => Buffer.from(bytes, "base64").toString("latin1")) };
}

const body = { text: "abcdef" };
const measured = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n";
const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

test.each<[string, ScriptedReply, object]>([
  ["with a length", { body }, { writes: [`${measured}abcdef`] }],
  [
    "with fields, a status and a delay",
    { status: 404, headers: [["X-Name", "v {nonce}"]], body: { text: "" }, delayMs: 5 },
    { delayMs: 5, writes: ["HTTP/1.1 404 Not Found\r\nX-Name: v n\r\nContent-Length: 0\r\n\r\n"] },
  ],
  ["without a body", { status: 204 }, { writes: ["HTTP/1.1 204 No Content\r\n\r\n"] }],
  ["in pieces", { body, split: [0, 4], pauseMs: 7 }, { writes: [measured, "abcd", "ef"], pauseMs: 7 }],
  [
    "in chunks",
    { body, split: 4, framing: "chunked" },
    { writes: [`${chunked}4\r\nabcd\r\n`, "2\r\nef\r\n0\r\n\r\n"] },
  ],
  [
    "in chunks, as its own fields say",
    { body, headers: [["transfer-encoding", "chunked"]] },
    { writes: ["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n6\r\nabcdef\r\n0\r\n\r\n"] },
  ],
  [
    "that the end of the connection ends",
    { body, framing: "connection" },
    { writes: ["HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabcdef"], closes: true },
  ],
  [
    "whose connection is closed unannounced",
    { body, closes: true },
    { writes: [`${measured}abcdef`], closes: true },
  ],
  ["that is cut", { body, cutAt: 2 }, { writes: [`${measured}ab`], closes: true }],
  [
    "that is cut in a chunked body",
    { body, cutAt: 2, framing: "chunked" },
    { writes: [`${chunked}2\r\nab\r\n`], closes: true },
  ],
])("a reply %s", (_, reply, expected) => {
  expect(written(reply)).toEqual(expected);
});
