import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { InvokeStep } from "../generators/case.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { headerValue, headerValues } from "../wire/raw-headers.ts";
import { type ComposeContext, type Composed, compose } from "./compose.ts";
import type { Placeholders } from "./placeholders.ts";
import { UnsendableError } from "./unsendable-error.ts";

const { operations } = loadSpecification();
const values: Placeholders = {
  function: "probe",
  account: "123456789012",
  region: "eu-west-1",
  partition: "aws",
  nonce: "n1",
  collector: "http://127.0.0.1:9/",
};

const point = fc.oneof(fc.nat(0x7f), fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10ffff }));
const anyText = fc.array(point, { maxLength: 30 }).map((points) => String.fromCodePoint(...points));

function composed(step: Partial<InvokeStep>, surroundings: Partial<ComposeContext> = {}): Composed {
  const whole: InvokeStep = { do: "invoke", operation: "Invoke", input: {}, ...step };
  return compose(whole, operations[whole.operation], values, { basePath: "", headers: [], ...surroundings });
}

const target = (step: Partial<InvokeStep>, surroundings?: Partial<ComposeContext>): string =>
  composed(step, surroundings).request.target;
const headers = (
  step: Partial<InvokeStep>,
  surroundings?: Partial<ComposeContext>,
): Composed["request"]["headers"] => composed(step, surroundings).request.headers;

describe("the request target", () => {
  const path = (label: string): string => `/2015-03-31/functions/${label}/invocations`;

  it.each([
    ["my-function_1.2~", "my-function_1.2~"],
    [
      "arn:aws:lambda:{region}:{account}:function:{function}:$LATEST",
      "arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3Aprobe%3A%24LATEST",
    ],
    // As @aws-sdk/client-lambda 3.1162.0 and botocore 1.43.107 were measured to send it.
    ["a!*'()/ b+c~_-.é", "a%21%2A%27%28%29%2F%20b%2Bc~_-.%C3%A9"],
    ["..", ".."],
    ["", ""],
    ["{nope} %41", "%7Bnope%7D%20%2541"],
    ["a\0\n👍", "a%00%0A%F0%9F%91%8D"],
  ])("%j becomes a label", (name, label) => {
    expect(target({ input: { FunctionName: name } })).toBe(path(label));
  });

  it("is given back by decoding, and holds nothing but unreserved characters and escapes", () => {
    fc.assert(
      fc.property(
        anyText.filter((name) => !/\{\w+\}/.test(name)),
        (name) => {
          const sent = target({ input: { FunctionName: name } });
          const label = sent.slice("/2015-03-31/functions/".length, -"/invocations".length);
          expect(label).toMatch(/^(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*$/);
          expect(decodeURIComponent(label)).toBe(name);
        },
      ),
    );
  });

  it("keeps a raw label as it is, its UTF-8 bytes one character each", () => {
    const raw = (name: string): string => target({ input: { FunctionName: name }, wire: { path: "raw" } });
    expect(raw("arn:aws:lambda:{region}:{account}:function:{function}:$LATEST")).toBe(
      path("arn:aws:lambda:eu-west-1:123456789012:function:probe:$LATEST"),
    );
    expect(raw("é{x}%3a")).toBe(path("\u00c3\u00a9{x}%3a"));
  });

  it.each(["a/b", "a?b", "a#b", "a b", "a\nb", "a\0b", "\x7f"])("cannot hold %j raw", (name) => {
    expect(() => target({ input: { FunctionName: name }, wire: { path: "raw" } })).toThrow(UnsendableError);
  });

  it("has the query members after the path, an empty one too", () => {
    expect(target({ input: { FunctionName: "f", Qualifier: "$LATEST" } })).toBe(
      `${path("f")}?Qualifier=%24LATEST`,
    );
    expect(target({ input: { FunctionName: "f", Qualifier: "" } })).toBe(`${path("f")}?Qualifier=`);
  });

  it("leaves the label of a member that is not given empty", () => {
    expect(target({})).toBe("/2015-03-31/functions//invocations");
  });

  it("is the operation's", () => {
    expect(target({ operation: "InvokeWithResponseStream", input: { FunctionName: "f" } })).toBe(
      "/2021-11-15/functions/f/response-streaming-invocations",
    );
  });

  it("is replaced whole", () => {
    expect(target({ input: { FunctionName: "f" }, wire: { target: "/x/{function}//..?é" } })).toBe(
      "/x/probe//..?\u00c3\u00a9",
    );
  });

  it("stands after the path of the endpoint", () => {
    const base = { basePath: "/lambda" };
    expect(target({ input: { FunctionName: "f" } }, base)).toBe(`/lambda${path("f")}`);
    expect(target({ wire: { target: "/" } }, base)).toBe("/lambda/");
    expect(target({ wire: { target: "*" } }, base)).toBe("*");
  });

  it.each(["a\r\nb", ""])("cannot be %j", (whole) => {
    expect(() => target({ wire: { target: whole } })).toThrow(UnsendableError);
  });
});

describe("header fields", () => {
  it("are ours, then the members in the order of the step", () => {
    const input = { LogType: "Tail", FunctionName: "f", InvocationType: "Event" };
    expect(headers({ input, payload: { json: {} } })).toEqual([
      ["User-Agent", expect.stringMatching(/^lambda-conformance\/\d+\.\d+\.\d+/)],
      ["Content-Type", "application/octet-stream"],
      ["X-Amz-Log-Type", "Tail"],
      ["X-Amz-Invocation-Type", "Event"],
    ]);
  });

  it("name no content type without a payload", () => {
    expect(headerValues(headers({}), "content-type")).toEqual([]);
    expect(headerValues(headers({ payload: { text: "" } }), "content-type")).toEqual([
      "application/octet-stream",
    ]);
  });

  it("carry text as its UTF-8 bytes", () => {
    expect(headerValue(headers({ input: { TenantId: "é{nonce}" } }), "x-amz-tenant-id")).toBe(
      "\u00c3\u00a9n1",
    );
  });

  it("of the step replace ours and the user's, and are added to those of members", () => {
    const step: Partial<InvokeStep> = {
      input: { LogType: "None" },
      payload: { json: {} },
      wire: {
        headers: [
          ["content-type", "application/json"],
          ["X-amz-log-type", "Tail"],
          ["x-a", "{function}"],
          ["x-a", ""],
        ],
      },
    };
    const sent = headers(step, {
      headers: [
        ["X-A", "user"],
        ["user-agent", "me"],
        ["X-B", "b"],
      ],
    });
    expect(sent).toEqual([
      ["X-Amz-Log-Type", "None"],
      ["user-agent", "me"],
      ["X-B", "b"],
      ["content-type", "application/json"],
      ["X-amz-log-type", "Tail"],
      ["x-a", "probe"],
      ["x-a", ""],
    ]);
  });

  it("are left out by name", () => {
    const wire = { without: ["USER-AGENT", "content-type", "x-amz-log-type"] };
    expect(headers({ input: { LogType: "Tail" }, payload: { json: 1 }, wire })).toEqual([]);
  });

  it("tell that the body is chunked", () => {
    expect(headerValue(headers({ wire: { framing: "chunked" } }), "transfer-encoding")).toBe("chunked");
    expect(headerValue(headers({ wire: { framing: "length" } }), "transfer-encoding")).toBeUndefined();
  });

  it.each(["a\rb", "a\nb", "a\0b", "\ud800"])("cannot carry %j", (value) => {
    expect(() => headers({ input: { TenantId: value } })).toThrow(UnsendableError);
    expect(() => headers({ wire: { headers: [["x", value]] } })).toThrow(UnsendableError);
  });

  it("carry every other character", () => {
    const value = "\x01\t\x7f 👍";
    expect(headerValue(headers({ input: { TenantId: value } }), "x-amz-tenant-id")).toBe(
      Buffer.from(value).toString("latin1"),
    );
  });

  it("cannot be named so that the name ends early", () => {
    for (const name of ["", "a:b", "a\nb"]) {
      expect(() => headers({ wire: { headers: [[name, "x"]] } })).toThrow(UnsendableError);
    }
  });
});

it("sends the method of the operation, or the step's", () => {
  expect(composed({}).request.method).toBe("POST");
  expect(composed({ wire: { method: "gEt" } }).request.method).toBe("gEt");
  expect(() => composed({ wire: { method: "GET /" } })).toThrow(UnsendableError);
});

it("gives the input and the payload with their placeholders filled in", () => {
  const { input, payload, request } = composed({
    input: { FunctionName: "{function}", ClientContext: "{collector}" },
    payload: { json: { nonce: "{nonce}" } },
  });
  expect(input).toEqual({ FunctionName: "probe", ClientContext: "http://127.0.0.1:9/" });
  expect(Buffer.from(payload ?? []).toString()).toBe('{"nonce":"n1"}');
  expect(request.body).toBe(payload);
  expect(composed({})).not.toHaveProperty("payload");
});

it.each<Record<string, string>>([{ Nope: "x" }, { Payload: "x" }])("refuses the input %j", (input) => {
  expect(() => composed({ input })).toThrow(UnsendableError);
});
