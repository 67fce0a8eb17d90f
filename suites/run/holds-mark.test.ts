import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { encodeFrame } from "../../wire/encode-frame.ts";
import { holdsMark } from "./holds-mark.ts";

const SAID = '{"probe":"lambda-conformance","version":1,"nonce":"n1"}';
const base64 = (text: string): string => Buffer.from(text).toString("base64");

test.each([
  ["as it is", SAID],
  ["behind a log line", `INFO starting the function\n${SAID}`],
  ["quoted twice", JSON.stringify(JSON.stringify(SAID))],
  ["escaped as a query", encodeURIComponent(SAID)],
  ["escaped as HTML", SAID.replaceAll('"', "&quot;")],
  ["in base64", base64(SAID)],
  ["in base64 as a string of JSON", JSON.stringify({ Payload: base64(SAID) })],
  ["in base64 twice", base64(JSON.stringify(base64(SAID)))],
  ["in UTF-16", Buffer.from(SAID, "utf16le")],
  ["as a list of bytes", JSON.stringify(Buffer.from(SAID))],
  ["compressed", gzipSync(SAID)],
  ["in a frame", encodeFrame([], Buffer.from(SAID))],
])("finds the mark %s", (_, body) => {
  expect(holdsMark({ headers: [], body: Buffer.from(body) })).toBe(true);
});

test("finds the mark in a header field", () => {
  expect(holdsMark({ headers: [["X-Result", SAID]], body: Buffer.alloc(0) })).toBe(true);
});

test.each([
  ["the request", '{"$probe":{"describe":true,"nonce":"n1"}}'],
  ["the request in base64", base64('{"$probe":{"describe":true,"nonce":"n1"}}')],
  ["what names the user agent", '{"function":"probe","headers":{"User-Agent":"lambda-conformance/0.1.0"}}'],
  ["an error", '{"Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:probe"}'],
  ["nothing", ""],
  ["what only looks compressed", Buffer.from([0x1f, 0x8b, 8, 0])],
])("does not find it in %s", (_, body) => {
  expect(holdsMark({ headers: [], body: Buffer.from(body) })).toBe(false);
});
