import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { RawRequest } from "../../wire/raw-request.ts";
import { sign } from "../../wire/sign.ts";
import { Authenticator, exampleKeys } from "./authenticator.ts";

const authenticator = new Authenticator(exampleKeys, "us-east-1", "lambda");
const [permitted, denied] = exampleKeys.map(({ credentials }) => credentials);
const host = "127.0.0.1:4566";

function request(label = "probe", query = ""): RawRequest {
  return {
    method: "POST",
    target: `/2015-03-31/functions/${label}/invocations${query}`,
    headers: [
      ["Host", host],
      ["Content-Type", "application/octet-stream"],
      ["X-Amz-Log-Type", "Tail"],
    ],
    body: Buffer.from('{"ä":1}'),
  };
}

function signed(from: RawRequest, key = permitted, date = new Date()): Promise<RawRequest> {
  if (key === undefined) throw new Error("no key");
  return sign(from, host, key, "us-east-1", date);
}

function field(from: RawRequest, name: string, change: (value: string) => string): RawRequest {
  const headers = from.headers.map(([key, value]): [string, string] => [
    key,
    key === name ? change(value) : value,
  ]);
  return { ...from, headers };
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 22, 12, 0, 0), toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test.each([
  ["probe", ""],
  ["probe", "?Qualifier=%24LATEST"],
  ["probe", "?Qualifier=$LATEST&b=2&a=&a=1"],
  ["arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Aprobe%3A%24LATEST", ""],
  ["arn:aws:lambda:us-east-1:123456789012:function:probe:$LATEST", ""],
  ["123456789012%3Aprobe", "?Qualifier=live"],
  ["a%21%2A%27%28%29%2F%20b%2Bc~_-.%C3%A9", ""],
  ["\xc3\xa9", ""],
  ["..", ""],
  ["", ""],
])("takes what the signing library makes of %j%s", async (label, query) => {
  expect(authenticator.signerOf(await signed(request(label, query)))).toBe(exampleKeys[0]);
  expect(authenticator.signerOf(await signed(request(label, query), denied))).toBe(exampleKeys[1]);
});

test("the worked example of the AWS documentation has the signature that is published with it", () => {
  vi.setSystemTime(Date.UTC(2015, 7, 30, 12, 36, 0));
  const credentials = {
    accessKeyId: "AKIDEXAMPLE",
    secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  };
  const key = { credentials, mayInvoke: true };
  const published = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";
  const example = (signature: string): RawRequest => ({
    method: "GET",
    target: "/?Action=ListUsers&Version=2010-05-08",
    headers: [
      ["host", "iam.amazonaws.com"],
      ["content-type", "application/x-www-form-urlencoded; charset=utf-8"],
      ["x-amz-date", "20150830T123600Z"],
      [
        "authorization",
        `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=${signature}`,
      ],
    ],
    body: new Uint8Array(),
  });
  const iam = new Authenticator([key], "us-east-1", "iam");
  expect(iam.signerOf(example(published))).toBe(key);
  expect(() => iam.signerOf(example(published.replace("5d", "5e")))).toThrow("does not match");
});

test.each<[string, (sound: RawRequest) => RawRequest]>([
  ["another body", (sound) => ({ ...sound, body: Buffer.from("{}") })],
  ["another path", (sound) => ({ ...sound, target: sound.target.replace("probe", "prob3") })],
  ["another query", (sound) => ({ ...sound, target: `${sound.target}?Qualifier=1` })],
  ["another method", (sound) => ({ ...sound, method: "PUT" })],
  ["another header", (sound) => field(sound, "X-Amz-Log-Type", () => "None")],
  ["another host", (sound) => field(sound, "Host", () => "localhost")],
  [
    "a header left out",
    (sound) => ({ ...sound, headers: sound.headers.filter(([name]) => name !== "X-Amz-Log-Type") }),
  ],
  [
    "another signature",
    (sound) => field(sound, "Authorization", (value) => value.replace(/[0-9a-f]{64}$/, "0".repeat(64))),
  ],
])("%s than was signed is refused", async (_, change) => {
  const sound = await signed(request());
  expect(() => authenticator.signerOf(sound)).not.toThrow();
  expect(() => authenticator.signerOf(change(sound))).toThrowError(
    expect.objectContaining({
      code: "InvalidSignatureException",
      message: expect.stringMatching(/^The request signature we calculated does not match/),
    }),
  );
});

test("a false secret is refused with a message of the recorded length", async () => {
  const wrong = await signed(request(), { accessKeyId: permitted?.accessKeyId ?? "", secretAccessKey: "x" });
  try {
    authenticator.signerOf(wrong);
    expect.unreachable();
  } catch (error) {
    expect(JSON.stringify({ message: (error as Error).message })).toHaveLength(192);
  }
});

test("an announced checksum has to be the body's", async () => {
  const announcing = (value: string): RawRequest => ({
    ...request(),
    headers: [...request().headers, ["X-Amz-Content-Sha256", value]],
  });
  const unsigned = await signed(announcing("UNSIGNED-PAYLOAD"));
  expect(() => authenticator.signerOf({ ...unsigned, body: new Uint8Array() })).not.toThrow();
  const lying = await signed(announcing("0".repeat(64)));
  expect(() => authenticator.signerOf(lying)).toThrow("does not match");
});

test.each([
  ["no Authorization", undefined, "MissingAuthenticationTokenException", "Missing Authentication Token"],
  ["another scheme", "Bearer x", "IncompleteSignatureException", "not a complete"],
  [
    "no signature",
    "AWS4-HMAC-SHA256 Credential=A/20261122/us-east-1/lambda/aws4_request, SignedHeaders=host",
    "IncompleteSignatureException",
    "not a complete",
  ],
])("%s", (_, authorization, code, says) => {
  const { headers, ...rest } = request();
  const all = authorization === undefined ? headers : [...headers, ["Authorization", authorization] as const];
  expect(() => authenticator.signerOf({ ...rest, headers: all })).toThrowError(
    expect.objectContaining({ code, message: expect.stringContaining(says) }),
  );
});

test("an unknown key", async () => {
  const unknown = await signed(request(), { accessKeyId: "AKIDNOBODY", secretAccessKey: "x" });
  expect(() => authenticator.signerOf(unknown)).toThrowError(
    expect.objectContaining({
      code: "UnrecognizedClientException",
      message: "The security token included in the request is invalid.",
    }),
  );
});

test.each([
  [
    -301,
    "Signature expired: 20261122T115459Z is now earlier than 20261122T115500Z (20261122T120000Z - 5 min.)",
  ],
  [
    301,
    "Signature not yet current: 20261122T120501Z is still later than 20261122T120500Z (20261122T120000Z + 5 min.)",
  ],
])("a date that is %i s off", async (seconds, message) => {
  const off = await signed(request(), permitted, new Date(Date.now() + seconds * 1000));
  expect(() => authenticator.signerOf(off)).toThrowError(
    expect.objectContaining({ code: "InvalidSignatureException", message }),
  );
});

test("a date within five minutes is taken", async () => {
  for (const seconds of [-299, 299]) {
    const near = await signed(request(), permitted, new Date(Date.now() + seconds * 1000));
    expect(() => authenticator.signerOf(near)).not.toThrow();
  }
});

test("a credential of another region is refused", async () => {
  const elsewhere = permitted && (await sign(request(), host, permitted, "eu-west-1"));
  expect(() => elsewhere && authenticator.signerOf(elsewhere)).toThrow("Credential should be scoped to");
});

test("temporary credentials are taken with their own session token only", async () => {
  const credentials = { accessKeyId: "ASIAX", secretAccessKey: "secret", sessionToken: "token/1+a==" };
  const its = new Authenticator([{ credentials, mayInvoke: true }], "us-east-1", "lambda");
  expect(its.signerOf(await signed(request(), credentials))).toMatchObject({ credentials });
  const { accessKeyId, secretAccessKey } = credentials;
  for (const key of [
    { accessKeyId, secretAccessKey },
    { ...credentials, sessionToken: "another" },
  ]) {
    const sent = await signed(request(), key);
    expect(() => its.signerOf(sent)).toThrow("The security token included in the request is invalid.");
  }
});
