import { expect, test } from "vitest";
import type { ScriptedReply } from "../../generators/case.ts";
import { loadSpecification } from "../../specs/load-specification.ts";
import { readFrames } from "../../wire/frames.ts";
import { type PreparedReply, prepareReply } from "./scripted-reply.ts";

const { operations } = loadSpecification();
const values = { function: "f", account: "1", region: "r", partition: "aws", nonce: "n1" };

function prepared(reply: ScriptedReply): PreparedReply {
  return prepareReply(reply, operations.InvokeWithResponseStream, values);
}

/** The pieces that are sent, and whether the connection is cut after them. */
async function sent(reply: ScriptedReply): Promise<{ pieces: string[]; cut: boolean }> {
  const { body } = prepared(reply).send();
  if (body instanceof Uint8Array) return { pieces: [Buffer.from(body).toString()], cut: false };
  const pieces: string[] = [];
  try {
    for await (const piece of body) pieces.push(Buffer.from(piece).toString());
    return { pieces, cut: false };
  } catch {
    return { pieces, cut: true };
  }
}

test("status, fields in their order and case, and placeholders", () => {
  const headers = [
    ["X-b", "{nonce}"],
    ["x-A", "ä"],
  ] as const;
  const { status, body, ...reply } = prepared({ status: 404, headers, body: { text: "{function}" } });
  expect([status, Buffer.from(body).toString()]).toEqual([404, "f"]);
  expect(reply.headers).toEqual([
    ["X-b", "n1"],
    ["x-A", "Ã¤"],
    ["Content-Length", "1"],
  ]);
});

const BODY = { body: { text: "12345" } } as const;

test.each<[what: string, reply: ScriptedReply, headers: string, connection?: string]>([
  ["a body, by its length", BODY, "Content-Length: 5"],
  ["no body, by its length", { status: 202 }, "Content-Length: 0"],
  ["a 204, which has none", { status: 204 }, ""],
  ["a body that ends early, by the length that is left", { ...BODY, endAt: 2 }, "Content-Length: 2"],
  ["a body that is cut, by its whole length", { ...BODY, cutAt: 2 }, "Content-Length: 5"],
  ["frames, in chunks", { frames: [{ event: "InvokeComplete" }] }, ""],
  ["a body in chunks", { ...BODY, framing: "chunked" }, ""],
  ["a length of its own", { ...BODY, headers: [["content-length", "9"]] }, "content-length: 9"],
  [
    "a body that ends with its connection",
    { ...BODY, framing: "connection" },
    "Connection: close",
    "ends-body",
  ],
  ["a connection that is closed after all", { ...BODY, closes: true }, "Content-Length: 5", "closed-after"],
])("%s", (_, reply, headers, connection) => {
  const raw = prepared(reply).send();
  expect(raw.headers.map((field) => field.join(": ")).join()).toBe(headers);
  expect(raw.connection).toBe(connection);
});

test("frames are those of the specification", () => {
  const frames = [
    { event: "PayloadChunk", payload: { text: "{nonce}" }, times: 2 },
    { event: "InvokeComplete", payload: { json: {} } },
    { headers: [[":message-type", "error"]] as const },
  ];
  const read = readFrames(prepared({ frames }).body);
  expect(read.faults).toEqual([]);
  expect(
    read.frames.map(({ headers, payload }) => [
      headers.map(({ value }) => value),
      Buffer.from(payload).toString(),
    ]),
  ).toEqual([
    [["PayloadChunk", "application/octet-stream", "event"], "n1"],
    [["PayloadChunk", "application/octet-stream", "event"], "n1"],
    [["InvokeComplete", "application/json", "event"], "{}"],
    [["error"], ""],
  ]);
});

test("a bit is turned over, from the start or from the end", () => {
  const body = { base64: "AAAA" };
  expect(Buffer.from(prepared({ body, flip: 0 }).body)).toEqual(Buffer.from([1, 0, 0]));
  expect(Buffer.from(prepared({ body, flip: 9 }).body)).toEqual(Buffer.from([0, 2, 0]));
  expect(Buffer.from(prepared({ body, flip: -1 }).body)).toEqual(Buffer.from([0, 0, 128]));
});

test.each<[string, ScriptedReply, { pieces: string[]; cut: boolean }]>([
  ["whole", {}, { pieces: ["abcdef"], cut: false }],
  ["in pieces of a size", { split: 4 }, { pieces: ["abcd", "ef"], cut: false }],
  ["in pieces at places", { split: [1, 3, 9] }, { pieces: ["a", "bc", "def"], cut: false }],
  ["shorter", { endAt: 2 }, { pieces: ["ab"], cut: false }],
  ["until it is cut", { cutAt: 2 }, { pieces: ["ab"], cut: true }],
  ["in pieces until it is cut", { cutAt: 3, split: 2 }, { pieces: ["ab", "c"], cut: true }],
  ["cut before any of it", { cutAt: 0 }, { pieces: [], cut: true }],
])("a body leaves %s", async (_, reply, expected) => {
  expect(await sent({ body: { text: "abcdef" }, ...reply })).toEqual(expected);
});
