import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { headerValue, type RawHeaders } from "./raw-headers.ts";
import type { RawRequest } from "./raw-request.ts";
import { type SigningKey, sign } from "./sign.ts";

interface Vector {
  readonly says: string;
  readonly method: string;
  readonly target: string;
  readonly headers: RawHeaders;
  readonly body: string;
  readonly token?: string;
  readonly authorization: string;
  readonly date: string;
}

const { signatures } = JSON.parse(
  readFileSync(join(import.meta.dirname, "fixtures/signatures.json"), "utf8"),
) as { signatures: Vector[] };

const key: SigningKey = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
};
const host = "127.0.0.1:4566";
const date = new Date("2025-11-25T12:34:56Z");
const plain: RawRequest = { method: "POST", target: "/", headers: [], body: new Uint8Array(0) };
const authorization = async (request: Partial<RawRequest>): Promise<string> => {
  const signed = await sign({ ...plain, ...request }, host, key, "eu-west-1", date);
  return headerValue(signed.headers, "authorization") ?? "";
};

it.each(signatures)("signs as botocore does: $says", async (vector) => {
  const { method, target, headers, token } = vector;
  const request: RawRequest = { method, target, headers, body: Buffer.from(vector.body) };
  const signed = await sign(
    request,
    host,
    token === undefined ? key : { ...key, sessionToken: token },
    "eu-west-1",
    date,
  );
  expect(signed).toEqual({
    ...request,
    headers: [
      ...headers,
      ["X-Amz-Date", vector.date],
      ...(token === undefined ? [] : [["X-Amz-Security-Token", token]]),
      ["Authorization", vector.authorization],
    ],
  });
});

it("signs the bytes of a text that is not ASCII, and nothing that is not UTF-8", async () => {
  const utf8 = (text: string): string => Buffer.from(text).toString("latin1");
  const signed = await authorization({
    target: utf8("/é"),
    headers: [
      ["X-A", utf8("é")],
      ["X-B", "\xff"],
    ],
  });
  const canonical = [
    "POST",
    "/%C3%A9",
    "",
    `host:${host}`,
    "x-a:é",
    "x-amz-date:20251125T123456Z",
    "",
    "host;x-a;x-amz-date",
    createHash("sha256").digest("hex"),
  ].join("\n");
  const scope = "20251125/eu-west-1/lambda/aws4_request";
  const toSign = [
    "AWS4-HMAC-SHA256",
    "20251125T123456Z",
    scope,
    createHash("sha256").update(canonical).digest("hex"),
  ];
  const secret = scope
    .split("/")
    .reduce<string | Buffer>(
      (from, part) => createHmac("sha256", from).update(part).digest(),
      `AWS4${key.secretAccessKey}`,
    );
  const signature = createHmac("sha256", secret).update(toSign.join("\n")).digest("hex");
  expect(signed).toContain(`SignedHeaders=host;x-a;x-amz-date, Signature=${signature}`);
});

it.each(["/%", "/a?%=%zz&&=", "/?__proto__=1", "*", "http://other/x", "/\xff?\xff"])(
  "signs the target %j without touching it",
  async (target) => {
    const signed = await sign({ ...plain, target }, host, key, "eu-west-1", date);
    expect(signed.target).toBe(target);
    expect(headerValue(signed.headers, "authorization")).toMatch(/Signature=[0-9a-f]{64}$/);
  },
);

it("signs what matters: method, target, fields, body, key, region and day", async () => {
  const seen = new Set([
    await authorization({}),
    await authorization({ method: "PUT" }),
    await authorization({ target: "/a" }),
    await authorization({ target: "/?a" }),
    await authorization({ headers: [["x", "y"]] }),
    await authorization({
      headers: [
        ["x", "y"],
        ["X", "z"],
      ],
    }),
    await authorization({ headers: [["Host", "elsewhere"]] }),
    await authorization({ body: Buffer.from("x") }),
    headerValue(
      (await sign(plain, host, { ...key, secretAccessKey: "x" }, "eu-west-1", date)).headers,
      "authorization",
    ),
    headerValue((await sign(plain, host, key, "us-east-1", date)).headers, "authorization"),
    headerValue((await sign(plain, host, key, "eu-west-1", new Date(0))).headers, "authorization"),
  ]);
  expect(seen.size).toBe(11);
});
