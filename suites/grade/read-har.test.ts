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

test("an entry that was cut off before its reply has none", () => {
  const cut = { ...entry, response: { status: 0, headers: [] } };
  const [recorded] = readHar({ log: { entries: [cut] } }, "a.har");
  expect(recorded?.exchange).toMatchObject({ request: { method: "POST" } });
  expect(recorded?.exchange).not.toHaveProperty("reply");
});

test("of a client's traffic, an entry tells its call and what its signature was", () => {
  const its = { ...entry, _call: "client/request/host:1:0", _signature: { sound: true } };
  const [recorded] = readHar({ log: { entries: [its] } }, "a.har");
  expect(recorded).toMatchObject({ call: "client/request/host:1:0", signature: { sound: true } });
});

test.each([
  [{}, "a.har: not an HTTP Archive (HAR): it has no log.entries"],
  [{ log: { entries: [{}] } }, "a.har: entry-1: request.method must be a string"],
  [
    { log: { entries: [{ ...entry, request: { ...entry.request, url: "/relative" } }] } },
    "a.har: entry-1: request.url must be an absolute URL",
  ],
  [
    { log: { entries: [entry, { ...entry, _unknown: ["body"] }] } },
    "a.har: entry-2: _unknown must be an array of request, request.headers, request.body, response.status",
  ],
  [{ log: { entries: [{ ...entry, _call: 1 }] } }, "a.har: entry-1: _call must be a string"],
  [
    { log: { entries: [{ ...entry, _signature: {} }] } },
    "a.har: entry-1: _signature must say whether the signature is valid",
  ],
  [
    { log: { entries: [{ ...entry, _like: { payload: { concat: 5 } } }] } },
    "a.har: entry-1: _like/payload/concat: ",
  ],
  [
    { log: { entries: [{ ...entry, _like: { payload: { repeat: { text: "a" }, times: 1e9 } } }] } },
    "a.har: entry-1: _like/payload: represents more than 16000000 bytes",
  ],
  [{ log: { entries: [{ ...entry, _ledger: [null] }] } }, "a.har: entry-1: _ledger/0: "],
])("what is no archive is told: %j", (document, says) => {
  expect(() => readHar(document, "a.har")).toThrow(says);
});
