import { expect, test } from "vitest";
import { loadSpecification } from "../../specs/load-specification.ts";
import { encodeFrame } from "../../wire/encode-frame.ts";
import { readFrames } from "../../wire/frames.ts";
import { neutral } from "./neutral.ts";
import { readHar } from "./read-har.ts";
import type { RecordedExchange } from "./recorded-exchange.ts";

const specification = loadSpecification();

interface Call {
  readonly path: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly sent?: string;
  readonly received?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly base64?: string;
}

function neutralOf(...calls: Call[]): readonly RecordedExchange[] {
  const fields = (headers: Readonly<Record<string, string>> = {}): object[] =>
    Object.entries(headers).map(([name, value]) => ({ name, value }));
  const entries = calls.map(({ path, host = "127.0.0.1:9", headers, sent, received, text, base64 }) => ({
    request: {
      method: "POST",
      url: `https://${host}${path}`,
      headers: fields(headers),
      ...(sent !== undefined && { postData: { text: sent } }),
    },
    response: {
      status: 200,
      headers: fields(received),
      content: base64 === undefined ? { text: text ?? "" } : { text: base64, encoding: "base64" },
    },
  }));
  return neutral(readHar({ log: { entries } }, "a.har"), specification, "acme-probe");
}

const textOf = ({ exchange }: RecordedExchange): string => Buffer.from(exchange.reply?.body ?? []).toString();

test("functions, accounts, roles and people get names of nobody, as long as theirs where lengths count", () => {
  const arn = "arn:aws:lambda:eu-west-1:998877665544:function:BillingNightly";
  const [one, two, probe] = neutralOf(
    {
      path: `/2015-03-31/functions/${encodeURIComponent(`${arn}:live`)}/invocations?Qualifier=live`,
      text: `{"message":"User: arn:aws:sts::998877665544:assumed-role/Admin/alice is not authorized on ${arn}"}`,
    },
    { path: "/2015-03-31/functions/other_fn/invocations", text: "other_fn but not another_fn_1" },
    { path: "/2015-03-31/functions/acme-probe-stream/invocations", text: '"acme-probe-stream"' },
  );
  expect(one?.exchange.request.target).toBe(
    "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3Amy-functionxxx%3Alive/invocations?Qualifier=live",
  );
  expect(textOf(one as RecordedExchange)).toBe(
    '{"message":"User: arn:aws:sts::123456789012:assumed-role/role/session is not authorized on arn:aws:lambda:eu-west-1:123456789012:function:my-functionxxx"}',
  );
  expect(textOf(two as RecordedExchange)).toBe("fn-2xxxx but not another_fn_1");
  expect(probe?.exchange.request.target).toBe("/2015-03-31/functions/probe-stream/invocations");
  expect(textOf(probe as RecordedExchange)).toBe('"probe-stream"');
});

test("a name that is a word is replaced only where a function is named", () => {
  const [one] = neutralOf({
    path: "/2015-03-31/functions/functions/invocations",
    text: "arn:aws:lambda:us-east-1:123456789012:function:functions has no functions",
  });
  expect(one?.exchange.request.target).toBe("/2015-03-31/functions/fnxxxxxxx/invocations");
  expect(textOf(one as RecordedExchange)).toBe(
    "arn:aws:lambda:us-east-1:123456789012:function:fnxxxxxxx has no functions",
  );
});

test("what is no name of a function is left as it was sent", () => {
  const target = "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction/invocations";
  const [one] = neutralOf({ path: target }, { path: "/2015-03-31/functions/arn/invocations" });
  expect(one?.exchange.request.target).toBe(target);
});

test("what tells of the caller is dropped: fields of the request, and the host of an endpoint of one's own", () => {
  const [one] = neutralOf({
    path: "/2015-03-31/functions/acme-probe/invocations",
    host: "vpce-0a1b2c.lambda.eu-west-1.vpce.amazonaws.com",
    headers: {
      "User-Agent": "me/1",
      Authorization:
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/eu-west-1/lambda/aws4_request",
      "X-Amz-Date": "20260101T000000Z",
      "X-Forwarded-For": "198.51.100.7",
      "X-Amz-Invocation-Type": "Event",
      "Content-Type": "application/json",
    },
  });
  expect(one?.exchange.origin).toBe("https://lambda.eu-west-1.amazonaws.com");
  expect(one?.exchange.request.headers).toEqual([
    ["X-Amz-Invocation-Type", "Event"],
    ["Content-Type", "application/json"],
  ]);
});

test("bodies without such names stay as they are; of others it is said what they show no longer", () => {
  const log = Buffer.from("START acme-nightly\n").toString("base64");
  const string = (name: string, value: string) => ({ name, type: "string", value }) as const;
  const frame = (type: string, payload: string): Uint8Array =>
    encodeFrame([string(":event-type", type), string(":message-type", "event")], Buffer.from(payload));
  const body = Buffer.concat([
    frame("PayloadChunk", "\u0000\u0001untouched"),
    frame("InvokeComplete", JSON.stringify({ LogResult: log, ErrorCode: "Unhandled" })),
  ]);
  const [plain, stream] = neutralOf(
    {
      path: "/2015-03-31/functions/acme-nightly/invocations",
      received: { "X-Amz-Log-Result": log },
      text: '{"a": 1}',
    },
    {
      path: "/2021-11-15/functions/acme-nightly/response-streaming-invocations",
      base64: body.toString("base64"),
    },
  );
  expect(textOf(plain as RecordedExchange)).toBe('{"a": 1}');
  expect(plain?.unknown.has("response.body.bytes")).toBe(false);
  const renamed = Buffer.from("START my-functionx\n").toString("base64");
  expect(plain?.exchange.reply?.headers).toEqual([["X-Amz-Log-Result", renamed]]);

  const { frames, faults } = readFrames(stream?.exchange.reply?.body ?? new Uint8Array());
  expect(faults).toEqual([]);
  expect(frames.map(({ payload }) => Buffer.from(payload).toString())).toEqual([
    "\u0000\u0001untouched",
    JSON.stringify({ ErrorCode: "Unhandled", LogResult: renamed }),
  ]);
  expect([...(stream?.unknown ?? [])].sort()).toEqual(["response.body.bytes", "response.frames"]);
});
