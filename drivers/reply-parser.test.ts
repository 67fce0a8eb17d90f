import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RawHeaders } from "../wire/raw-headers.ts";
import { ReplyParser } from "./reply-parser.ts";

interface Read {
  status?: number;
  headers?: RawHeaders;
  body: string;
  interims: number[];
  done: boolean;
  keepAlive: boolean;
  rest: string;
  fault: string | undefined;
  kind: string | undefined;
}

function read(pieces: readonly string[], { method = "POST", close = false } = {}): Read {
  const seen: Pick<Read, "status" | "headers" | "body" | "interims"> = { body: "", interims: [] };
  const parser = new ReplyParser(
    {
      interim: (status) => seen.interims.push(status),
      head: (status, headers) => Object.assign(seen, { status, headers }),
      data: (piece) => {
        seen.body += Buffer.from(piece).toString("latin1");
      },
    },
    method,
  );
  let rest = "";
  for (const piece of pieces) {
    parser.push(Buffer.from(piece, "latin1"));
    rest += Buffer.from(parser.rest).toString("latin1");
  }
  if (close) parser.close();
  const { done, keepAlive, fault } = parser;
  return { ...seen, done, keepAlive, rest, fault: fault?.says, kind: fault?.kind };
}

const whole = (text: string, options?: { method?: string; close?: boolean }): Read => read([text], options);

describe("a reply", () => {
  it("keeps fields in order and case, blanks at their ends aside", () => {
    const reply = whole(
      "HTTP/1.1 200 OK\r\nX-b:  two \t\r\nx-A:\r\nX-B: \xc3\xa9 1\r\nContent-Length: 2\r\n\r\nhi",
    );
    expect(reply).toMatchObject({ status: 200, body: "hi", done: true, keepAlive: true, rest: "" });
    expect(reply.headers).toEqual([
      ["X-b", "two"],
      ["x-A", ""],
      ["X-B", "\xc3\xa9 1"],
      ["Content-Length", "2"],
    ]);
  });

  it.each([
    ["a length", "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc", "abc"],
    [
      "a length given twice alike",
      "HTTP/1.1 200 OK\r\ncontent-length: 3, 3\r\ncontent-length: 3\r\n\r\nabc",
      "abc",
    ],
    ["a length of none", "HTTP/1.1 200 OK\r\ncontent-length: 00\r\n\r\n", ""],
    [
      "chunks",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n1\r\na\r\n002;x=y\r\nbc\r\n0\r\n\r\n",
      "abc",
    ],
    [
      "chunks and trailers",
      "HTTP/1.1 200\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx: y\r\n\r\n",
      "abc",
    ],
    ["bare line feeds", "HTTP/1.1 200 OK\ncontent-length: 3\n\nabc", "abc"],
    ["an empty line before", "\r\nHTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc", "abc"],
    ["no body by its status", "HTTP/1.1 204 No Content\r\ncontent-length: 3\r\n\r\n", ""],
  ])("ends by %s", (_, text, body) => {
    expect(whole(text)).toMatchObject({ body, done: true, fault: undefined, rest: "", keepAlive: true });
  });

  it("ends when the server closes, where nothing else says", () => {
    const text = "HTTP/1.1 200 OK\r\n\r\nabc";
    expect(whole(text)).toMatchObject({ body: "abc", done: false });
    expect(whole(text, { close: true })).toMatchObject({ body: "abc", done: true, keepAlive: false });
  });

  it.each([
    ["in its head", "HTTP/1.1 200 OK\r\n"],
    ["in its body", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc"],
    ["in a chunk", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabc"],
    ["before the last chunk", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n"],
    ["before it began", ""],
  ])("is not whole when it is cut %s", (_, text) => {
    expect(whole(text, { close: true })).toMatchObject({ done: false, fault: undefined });
  });

  it("has no body when the request was a HEAD", () => {
    expect(whole("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n", { method: "HEAD" })).toMatchObject({
      body: "",
      done: true,
    });
  });

  it("comes after interim ones", () => {
    const text = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nlink: x\r\n\r\nHTTP/1.1 204 No\r\n\r\n";
    expect(whole(text)).toMatchObject({ interims: [100, 103], status: 204, headers: [], done: true });
  });

  it("tells what follows it", () => {
    expect(whole("HTTP/1.1 204 No\r\n\r\nnull")).toMatchObject({ done: true, rest: "null" });
  });

  it.each([
    ["HTTP/1.1 204 No\r\nConnection: Close\r\n\r\n", false],
    ["HTTP/1.1 204 No\r\nConnection: x, close\r\n\r\n", false],
    ["HTTP/1.0 204 No\r\n\r\n", false],
    ["HTTP/1.0 204 No\r\nconnection: keep-alive\r\n\r\n", true],
    ["HTTP/1.1 204 No\r\n\r\n", true],
  ])("%j says whether the connection stays: %s", (text, keepAlive) => {
    expect(whole(text).keepAlive).toBe(keepAlive);
  });

  it("unfolds folded fields", () => {
    expect(whole("HTTP/1.1 204 No\r\nx: a\r\n \tb\r\n\r\n").headers).toEqual([["x", "a b"]]);
  });
});

const ok = "HTTP/1.1 200 OK\r\n";

it.each([
  ["no HTTP", "hello\r\n", "no HTTP/1.1 status line"],
  ["HTTP/2", "HTTP/2 200 OK\r\n", "no HTTP/1.1 status line"],
  ["a status of two digits", "HTTP/1.1 20 OK\r\n", "no HTTP/1.1 status line"],
  ["a field without a colon", `${ok}hello\r\n`, "not a header"],
  ["a field without a name", `${ok}: x\r\n`, "not a header"],
  ["a blank before the colon", `${ok}x : y\r\n`, "not a header"],
  ["a folded line that follows nothing", `${ok} x: y\r\n`, "not a header"],
  ["a NUL", `${ok}x: \0\r\n`, "control character"],
  ["a bare carriage return", `${ok}x: a\rb\r\n`, "control character"],
  ["two lengths", `${ok}content-length: 1\r\ncontent-length: 2\r\n\r\n`, 'Content-Length is "1, 2"'],
  ["a negative length", `${ok}content-length: -1\r\n\r\n`, "Content-Length"],
  ["an endless length", `${ok}content-length: ${"9".repeat(20)}\r\n\r\n`, "Content-Length"],
  ["a length and chunks", `${ok}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n`, "both"],
  ["another protocol", "HTTP/1.1 101 Switching\r\n\r\n", "switches protocols"],
  ["interim replies without end", "HTTP/1.1 102 x\r\n\r\n".repeat(200), "interim"],
  ["a chunk without a size", `${ok}transfer-encoding: chunked\r\n\r\nhello\r\n`, "no size"],
  ["a chunk of a huge size", `${ok}transfer-encoding: chunked\r\n\r\n${"f".repeat(20)}\r\n`, "no size"],
  [
    "a chunk longer than its size",
    `${ok}transfer-encoding: chunked\r\n\r\n1\r\nab\r\n`,
    "where its size says",
  ],
  ["a head without end", `${ok}x: ${"y".repeat(2 ** 18)}`, "over 262144 bytes"],
  ["long fields without end", ok + `x: ${"y".repeat(200)}\r\n`.repeat(2000), "over 262144 bytes"],
  ["short fields without end", ok + "x: y\r\n".repeat(2001), "over 2000 header fields"],
])("finds %s", (_, text, fault) => {
  expect(whole(text)).toMatchObject({ done: false, fault: expect.stringContaining(fault) });
});

it("reads the same however the bytes are split", () => {
  const texts = [
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n1;x\r\nd\r\n0\r\nt: u\r\n\r\nrest",
    "HTTP/1.1 200 OK\r\nA: b\r\n c\r\ncontent-length: 5\r\n\r\nhellorest",
    "HTTP/1.1 200 OK\r\n\r\nhello",
    `${ok}content-length: x\r\n\r\n`,
  ];
  for (const text of texts) {
    const expected = whole(text, { close: true });
    for (let at = 1; at < text.length; at++) {
      const split = read([text.slice(0, at), text.slice(at)], { close: true });
      expect({ ...split, rest: "" }).toEqual({ ...expected, rest: "" });
    }
    const bytewise = read([...text], { close: true });
    expect({ ...bytewise, rest: "" }).toEqual({ ...expected, rest: "" });
  }
});

it("never throws, whatever the bytes", () => {
  const words = fc.constantFrom(
    "HTTP/1.1 200 OK\r\n",
    "content-length: ",
    "transfer-encoding: chunked",
    "\r\n",
    "\n",
    ":",
    "5",
  );
  const text = fc
    .array(fc.oneof(words, fc.string({ maxLength: 5 })), { maxLength: 20 })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, fc.nat(40), (bytes, at) => {
      const reply = read([bytes.slice(0, at), bytes.slice(at)], { close: true });
      expect(reply.done && reply.fault !== undefined).toBe(false);
    }),
  );
});

it("reads a long line in small pieces", () => {
  const { fault, headers } = read([ok, "x: y", ...Array<string>(200_000).fill("y"), "\r\n\r\n"]);
  expect(fault).toBeUndefined();
  expect(headers?.[0]?.[1]).toHaveLength(200_001);
});
