import { expect, test } from "vitest";
import { readHar } from "./read-har.ts";

const entry = {
  request: {
    method: "POST",
    url: "https://example.com/2015-03-31/functions/a%3Ab/invocations?Qualifier=%24LATEST",
    headers: [
      { name: ":authority", value: "example.com" },
      { name: "X-Amz-Log-Type", value: "Tail" },
    ],
    postData: { text: "e30=", encoding: "base64" },
  },
  response: { status: 200, headers: [{ name: "A", value: "é" }], content: { text: "null" } },
  _unknown: ["response.headers"],
};

test("an entry is read as the bytes that were on the wire", () => {
  const [recorded, ...others] = readHar({ log: { entries: [entry] } }, "a.har");
  expect(others).toEqual([]);
  expect(recorded).toMatchObject({
    place: "entry-1",
    exchange: {
      origin: "https://example.com",
      request: {
        method: "POST",
        target: "/2015-03-31/functions/a%3Ab/invocations?Qualifier=%24LATEST",
        headers: [["X-Amz-Log-Type", "Tail"]],
        body: Buffer.from("{}"),
      },
      reply: { status: 200, headers: [["A", "Ã©"]], body: Buffer.from("null") },
    },
  });
  expect(recorded?.unknown).toEqual(new Set(["response.headers"]));
});

test("an entry without a reply is left out", () => {
  const cut = { ...entry, response: { status: 0, headers: [] } };
  expect(readHar({ log: { entries: [cut] } }, "a.har")).toEqual([]);
});

test.each([
  [{}, "a.har: not an HTTP archive: it has no log.entries"],
  [{ log: { entries: [{}] } }, "a.har: entry-1: request.method is no text"],
  [
    { log: { entries: [{ ...entry, request: { ...entry.request, url: "/relative" } }] } },
    "a.har: entry-1: request.url is no whole URL",
  ],
  [
    { log: { entries: [entry, { ...entry, _unknown: ["body"] }] } },
    "a.har: entry-2: _unknown is a list out of request, request.headers, request.body, response.headers",
  ],
])("what is no archive is told: %j", (document, says) => {
  expect(() => readHar(document, "a.har")).toThrow(says);
});
