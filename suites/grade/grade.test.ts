import { describe, expect, test } from "vitest";
import { loadSpecification } from "../../specs/load-specification.ts";
import { encodeFrame } from "../../wire/encode-frame.ts";
import { type Grade, grade } from "./grade.ts";
import { readHar } from "./read-har.ts";

const specification = loadSpecification();

function graded(...entries: object[]): Grade {
  return grade(readHar({ log: { entries } }, "a.har"), { specification, function: "probe" });
}

function failing({ verdicts }: Grade): string[] {
  return verdicts.flatMap(({ clause, outcome }) => (outcome === "fail" ? [clause] : []));
}

function outcomeOf(id: string, { verdicts }: Grade): string | undefined {
  return verdicts.find(({ clause }) => clause === id)?.outcome;
}

const ID = "6bc0bfa0-5bbd-4a3b-9d65-f3e6e7cd5bdb";
const HEAD = {
  Date: "Tue, 15 Sep 2026 10:17:16 GMT",
  Connection: "keep-alive",
  "x-amzn-RequestId": ID,
  "X-Amz-Executed-Version": "$LATEST",
  "X-Amzn-Trace-Id": "Root=1-6aa91b2c-3a79045c25367cc80f943992;Parent=242c4cea3d387ba8;Sampled=0",
};
const JSON_HEAD = { ...HEAD, "Content-Type": "application/json", "x-amzn-Remapped-Content-Length": "0" };
const STREAM_HEAD = { ...HEAD, "Content-Type": "application/vnd.amazon.eventstream" };

interface Made {
  readonly url?: string;
  readonly sent?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
}

const HOST = "https://lambda.us-east-1.amazonaws.com";
const INVOKE = `${HOST}/2015-03-31/functions/probe/invocations`;
const STREAM = `${HOST}/2021-11-15/functions/mine/response-streaming-invocations`;

function entry({ url = INVOKE, sent, status = 200, headers = JSON_HEAD, body }: Made): object {
  const fields = Object.entries({
    ...headers,
    ...(typeof body === "string" && status !== 0 && { "Content-Length": String(Buffer.byteLength(body)) }),
  }).map(([name, value]) => ({ name, value }));
  const bytes =
    typeof body === "string"
      ? { text: body }
      : body && { text: Buffer.from(body).toString("base64"), encoding: "base64" };
  return {
    request: { method: "POST", url, headers: [], ...(sent !== undefined && { postData: { text: sent } }) },
    response: { status, headers: fields, content: { ...bytes } },
  };
}

function frame(type: string, payload: string): Uint8Array {
  return encodeFrame(
    [
      { name: ":event-type", type: "string", value: type },
      {
        name: ":content-type",
        type: "string",
        value: type === "PayloadChunk" ? "application/octet-stream" : "application/json",
      },
      { name: ":message-type", type: "string", value: "event" },
    ],
    Buffer.from(payload),
  );
}

describe("functions that are not the probe", () => {
  test("a plain success of one fails nothing: nobody knows what it should have returned", () => {
    const stream = Buffer.concat([frame("PayloadChunk", "Hello"), frame("InvokeComplete", "{}")]);
    const result = graded(
      entry({ url: STREAM, sent: '{"name":"x"}', headers: STREAM_HEAD, body: stream }),
      entry({
        url: `${HOST}/2015-03-31/functions/mine/invocations`,
        sent: '{"name":"x"}',
        body: '{"ok":true}',
      }),
    );
    expect(failing(result)).toEqual([]);
    expect(outcomeOf("invoke-with-response-stream/function-name/pattern", result)).toBe("pass");
    expect(outcomeOf("invoke-with-response-stream/function-name/sent", result)).toBe("uncovered");
    expect(outcomeOf("invoke-with-response-stream/complete/once", result)).toBe("pass");
  });

  test("of the probe's own, what it returned is judged", () => {
    const sent = '{"$probe":{"return":{"value":{"nonce":"n0123456789abcdef0123"}}}}';
    const url = STREAM.replace("mine", "probe-stream");
    const answered = (text: string): Grade =>
      graded(
        entry({
          url,
          sent,
          headers: STREAM_HEAD,
          body: Buffer.concat([frame("PayloadChunk", text), frame("InvokeComplete", "{}")]),
        }),
      );
    expect(failing(answered('{"nonce":"n0123456789abcdef0123"}'))).toEqual([]);
    expect(failing(answered('{"nonce":"another"}'))).toContain(
      "invoke-with-response-stream/function-name/sent",
    );
  });
});

describe("a reply that the archive breaks off blames nobody", () => {
  const chunk = frame("PayloadChunk", "Hello");
  test.each([
    ["after a chunk", chunk],
    ["within a frame", Buffer.concat([chunk, chunk.subarray(0, 20)])],
    ["before the first frame", new Uint8Array()],
  ])("%s", (_, body) => {
    const result = graded(entry({ url: STREAM, headers: STREAM_HEAD, body }));
    expect(failing(result)).toEqual([]);
    expect(result.remarks).toMatchObject([{ place: "entry-1", leftOut: false }]);
  });

  test("but an archive that saw the end of the reply blames the service", () => {
    const whole = { ...entry({ url: STREAM, headers: STREAM_HEAD, body: chunk }), _whole: true };
    expect(failing(graded(whole))).toContain("invoke-with-response-stream/complete/present");
  });

  test("a body that is shorter than its length is not judged", () => {
    const cut = entry({
      sent: '{"a":1}',
      headers: { ...JSON_HEAD, "Content-Length": "7" },
      body: Buffer.from('{"a"'),
    });
    expect(failing(graded(cut))).toEqual([]);
  });
});

test("what is not judged is counted and named", () => {
  const result = graded(
    entry({ url: "https://s3.amazonaws.com/bucket/key" }),
    entry({ status: 0 }),
    entry({ headers: { ...JSON_HEAD, "Content-Length": "12" } }),
    entry({ sent: '{"a":1}', body: '{"a":1}' }),
  );
  expect(result.judged).toBe(2);
  expect(result.remarks).toEqual([
    {
      place: "entry-2",
      because: "no response: status 0",
      what: "POST /2015-03-31/functions/probe/invocations",
      leftOut: true,
    },
    {
      place: "entry-1",
      because: "not a call of Invoke or InvokeWithResponseStream",
      what: "POST /bucket/key",
      leftOut: true,
    },
    {
      place: "entry-3",
      because: "no body in the archive, so the body is not judged",
      what: "POST /2015-03-31/functions/probe/invocations",
      leftOut: false,
    },
  ]);
  expect(failing(result)).toEqual([]);
});

describe("payloads", () => {
  test.each(["{} x", "1 2", "\ufeff{}", "  ", '{"a":1}{"b":2}'])(
    "%j is disputed: that it is served is no failure",
    (sent) => {
      const result = graded(entry({ sent, body: "null" }));
      expect(failing(result)).toEqual([]);
      expect(outcomeOf("invoke/payload/broken-json", result)).toBe("uncovered");
    },
  );

  test("one that no parser reads is to be refused", () => {
    expect(failing(graded(entry({ sent: "{", body: "null" })))).toContain("invoke/payload/broken-json");
  });

  test.each([
    ["12345678901234567890", "12345678901234567890", []],
    ["1e400", "1e400", []],
    ["12345678901234567890", "12345678901234567891", ["invoke/payload/json"]],
    ["1e400", "1e401", ["invoke/payload/json"]],
  ])("the number %s that comes back as %s fails %j", (sent, body, clauses) => {
    const result = graded(entry({ sent: `{"n":${sent}}`, body: `{"n":${body}}` }));
    expect(failing(result)).toEqual(clauses);
  });

  test("expected and got never read alike", () => {
    const values = ["a", "b"].map((letter) => JSON.stringify("x".repeat(2000) + letter + "y".repeat(2000)));
    const numbers = ["1e400", "1e401"];
    for (const [sent, body] of [values, numbers] as [string, string][]) {
      const { verdicts } = graded(entry({ sent, body }));
      const failure = verdicts.find(({ clause }) => clause === "invoke/payload/json")?.failure;
      const [violation] = failure?.violations ?? [];
      expect(violation?.expected).not.toContain(violation?.actual);
    }
  });
});

test.each([
  ["a function that nobody knows to be there", "ResourceNotFoundException"],
  ["an operation that the endpoint does not offer", undefined],
])("a 404 for %s shows nothing of what its result would have been", (_, code) => {
  const sent = '{"$probe":{"stream":{"chunks":[{"text":"tick ","times":3}]}}}';
  const verdicts = graded(
    entry({
      url: STREAM.replace("mine", "probe-stream"),
      sent,
      status: 404,
      headers: { ...JSON_HEAD, ...(code && { "x-amzn-ErrorType": code }) },
      body: '{"Type":"User","Message":"Not Found"}',
    }),
  );
  expect(outcomeOf("invoke-with-response-stream/content/order", verdicts)).toBe("uncovered");
});
