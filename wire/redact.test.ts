import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeFrame } from "./encode-frame.ts";
import type { Exchange } from "./exchange.ts";
import { readFrames } from "./frames.ts";
import { encodingsOf, textHider } from "./hide-texts.ts";
import { headerValue, type RawHeaders } from "./raw-headers.ts";
import type { RawRequest } from "./raw-request.ts";
import type { ReceivedReply } from "./received-reply.ts";
import { redact as redactAll, redactText as redactWords } from "./redact.ts";
import { givenSecrets, partsOf } from "./secrets.ts";

const redact = <E extends Exchange>(exchange: E, texts: readonly string[]): Exchange =>
  redactAll(exchange, givenSecrets(texts));
const redactText = (text: string, texts: readonly string[]): string => redactWords(text, givenSecrets(texts));

function exchangeOf(
  request: Partial<RawRequest>,
  reply: Partial<ReceivedReply> = {},
): Exchange & { readonly reply: ReceivedReply } {
  return {
    origin: "http://127.0.0.1:1",
    startedAt: 0,
    request: { method: "POST", target: "/", headers: [], body: new Uint8Array(0), ...request },
    reply: { status: 200, headers: [], body: new Uint8Array(0), chunks: [], headAt: 1, endAt: 2, ...reply },
  };
}

const inRequest = (headers: RawHeaders, secrets: readonly string[] = []): RawHeaders =>
  redact(exchangeOf({ headers }), secrets).request.headers;
const inBody = (text: string, secrets: readonly string[] = []): string =>
  Buffer.from(redact(exchangeOf({}, { body: Buffer.from(text) }), secrets).reply?.body ?? []).toString();
const inTarget = (target: string): string => redact(exchangeOf({ target }), []).request.target;
const star = (count: number): string => "*".repeat(count);
const base64 = (text: string): string => Buffer.from(text).toString("base64");

const frame = (type: string, payload: string | Uint8Array): Uint8Array =>
  encodeFrame(
    [
      { name: ":event-type", type: "string", value: type },
      { name: ":message-type", type: "string", value: "event" },
    ],
    Buffer.from(payload as string),
  );
const eventStream: RawHeaders = [["Content-Type", "application/vnd.amazon.eventstream"]];

/** Everything that a reader of an exchange can see, decoded as far as possible. */
function readable({ request, reply, failure }: Exchange): string {
  const seen: string[] = [request.method, request.target, failure?.says ?? "", reply?.fault?.says ?? ""];
  try {
    seen.push(decodeURIComponent(request.target));
  } catch {}
  for (const [name, value] of [...request.headers, ...(reply?.headers ?? [])]) {
    seen.push(name, value, Buffer.from(value, "base64").toString());
  }
  for (const body of [request.body, reply?.body ?? new Uint8Array(0)]) {
    const text = Buffer.from(body).toString();
    seen.push(text);
    for (const [word] of text.matchAll(/[\w+/-]{8,}/g)) seen.push(Buffer.from(word, "base64").toString());
    try {
      seen.push(JSON.stringify(JSON.parse(text)), String(JSON.parse(text)));
    } catch {}
    const payloads = readFrames(body).frames.map(({ payload }) => Buffer.from(payload).toString());
    seen.push(payloads.join(""));
    for (const [, log = ""] of payloads.join("").matchAll(/"LogResult":"([^"]*)"/g)) {
      seen.push(Buffer.from(log, "base64").toString());
    }
  }
  return seen.join("\n");
}

describe("fields that are secret by their name", () => {
  it.each([
    "Cookie",
    "set-cookie",
    "X-Amz-Security-Token",
    "X-API-Key",
    "Proxy-Authorization",
    "authorization",
  ])("%s", (name) => {
    expect(inRequest([[name, "short"]])).toEqual([[name, "*****"]]);
  });

  it("keep the scope of a signature, and the names of what was signed", () => {
    const signature = "0123456789abcdef".repeat(4);
    const value = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20250101/eu-west-1/lambda/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`;
    expect(headerValue(inRequest([["Authorization", value]]), "authorization")).toBe(
      `AWS4-HMAC-SHA256 Credential=${star(11)}/20250101/eu-west-1/lambda/aws4_request, SignedHeaders=host;x-amz-date, Signature=${star(64)}`,
    );
    expect(headerValue(inRequest([["Authorization", `${value} `]]), "authorization")).toMatch(/^\*+$/);
  });

  it("show what there is of a signature in parts, and the scheme of another", () => {
    const credential = "Credential=AKIDEXAMPLE/20250101/eu-west-1/lambda/aws4_request";
    const shown = `Credential=${star(11)}/20250101/eu-west-1/lambda/aws4_request`;
    for (const [value, is] of [
      ["AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256"],
      [`AWS4-HMAC-SHA256 ${credential}`, `AWS4-HMAC-SHA256 ${shown}`],
      [
        `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host;x-amz-date`,
        `AWS4-HMAC-SHA256 ${shown}, SignedHeaders=host;x-amz-date`,
      ],
      ["Basic dXNlcjpwYXNzd29yZA==", `Basic ${star(20)}`],
      ["Bearer abc.def", `Bearer ${star(7)}`],
      ["AWS4-HMAC-SHA256 password", star(25)],
    ] as const) {
      expect(inRequest([["Authorization", value]])).toEqual([["Authorization", is]]);
    }
    expect(partsOf("AWS4-HMAC-SHA256")).toEqual([]);
    expect(partsOf(`AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host;x-amz-date`)).toEqual(["AKIDEXAMPLE"]);
  });

  it("stand in a query too", () => {
    expect(
      inTarget("/a?X-Amz-Signature=ab&x-amz-credential=AK%2F1&b=c&X-Amz-Security-Token=t&X-Amz-Date=d"),
    ).toBe("/a?X-Amz-Signature=**&x-amz-credential=******&b=c&X-Amz-Security-Token=*&X-Amz-Date=d");
  });
});

it("leaves the region in words about a signed request", () => {
  const signature = "fedcba9876543210".repeat(4);
  const parts = partsOf(
    `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20250101/eu-west-1/lambda/aws4_request, SignedHeaders=host, Signature=${signature}`,
  );
  const says = `AKIDEXAMPLE asks for arn:aws:lambda:eu-west-1:123456789012:function:f with ${signature}`;
  expect(redactWords(says, givenSecrets(parts))).toBe(
    `${star(11)} asks for arn:aws:lambda:eu-west-1:123456789012:function:f with ${star(64)}`,
  );
});

it("hides once what it is given twice", () => {
  const value = `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/eu-west-1/lambda/aws4_request, SignedHeaders=host, Signature=${"0a".repeat(32)}`;
  const once = inRequest([["Authorization", value]]);
  expect(once[0]?.[1]).toContain("/20260101/eu-west-1/lambda/aws4_request, SignedHeaders=host, Signature=*");
  expect(inRequest(once)).toEqual(once);
});

describe("what is secret by its form or the name before it", () => {
  const key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  it.each([
    ["AKIAIOSFODNN7EXAMPLE and ASIAIOSFODNN7EXAMPLE", `AKIA${star(16)} and ASIA${star(16)}`],
    [`AWS_SECRET_ACCESS_KEY=${key}\n`, `AWS_SECRET_ACCESS_KEY=${star(40)}\n`],
    [`{"SecretAccessKey":"${key}"}`, `{"SecretAccessKey":"${star(40)}"}`],
    [`{\\"secretAccessKey\\": \\"${key}\\"}`, `{\\"secretAccessKey\\": \\"${star(40)}\\"}`],
    ["AWS_SESSION_TOKEN: abcdefghijklmnop==", `AWS_SESSION_TOKEN: ${star(18)}`],
    ["x-amz-security-token:abcdefghijklmnop", `x-amz-security-token:${star(16)}`],
    [`https://s3/?X-Amz-Signature=${"0f".repeat(32)}&x=y`, `https://s3/?X-Amz-Signature=${star(64)}&x=y`],
    [`SignedHeaders=host, Signature=${"0f".repeat(32)}`, `SignedHeaders=host, Signature=${star(64)}`],
    [`the token IQoJ${"b3JpZ2lu".repeat(20)}.`, `the token ${star(164)}.`],
  ])("%s", (text, expected) => {
    expect(inBody(text)).toBe(expected);
  });

  it.each([
    "The session token is missing.",
    "secret key: short",
    "AKIA is how key ids begin",
    "It says Signature=none",
    "Unexpected token: '}' in JSON at position 12",
    "The token is 3 of 12.",
    '{"securityToken":null}',
  ])("leaves %j alone", (text) => {
    const exchange = exchangeOf({ body: Buffer.from(text) }, { body: Buffer.from(text) });
    expect(redact(exchange, [])).toBe(exchange);
  });
});

describe("a secret that we know", () => {
  const secret = "s3cr/t+key=with~all";

  it.each([
    ["itself", secret],
    ["percent-encoded", encodeURIComponent(secret)],
    ["percent-encoded in lower case", encodeURIComponent(secret).toLowerCase()],
    ["percent-encoded twice", encodeURIComponent(encodeURIComponent(secret))],
    ["in JSON with escaped slashes", secret.replace("/", "\\/")],
    ["in JSON with escaped signs", secret.replace("+", "\\u002b").replace("=", "\\u003D")],
    ["in base64", base64(secret)],
    ["in base64, one byte further", base64(`a${secret}`)],
    ["in base64, two bytes further", base64(`ab${secret}c`)],
    ["in the other base64", Buffer.from(`?>${secret}`).toString("base64url")],
    ["in hex", Buffer.from(secret).toString("hex")],
    ["in upper hex", Buffer.from(secret).toString("hex").toUpperCase()],
    ["in HTML", secret.replace("+", "&#43;").replace("=", "&#x3D;")],
    ["in JSON within JSON", JSON.stringify(JSON.stringify(secret.replace("/", "\\/"))).slice(3, -3)],
    ["in JSON, percent-encoded", encodeURIComponent(secret.replace("/", "\\/"))],
    ["with every character escaped", [...secret].map((c) => `\\u00${c.charCodeAt(0).toString(16)}`).join("")],
  ])("is hidden %s", (_, spelling) => {
    const shown = inBody(`before ${spelling} after`, [secret]);
    expect(shown).toHaveLength(`before ${spelling} after`.length);
    expect(shown).toMatch(/^before \S*\*{19,}\S* after$/);
  });

  it("is hidden in a log, which can still be read", () => {
    const log = base64(`START\nkey ${secret}\nEND\n`);
    const { reply } = redact(exchangeOf({}, { headers: [["X-Amz-Log-Result", log]] }), [secret]);
    const shown = headerValue(reply?.headers ?? [], "x-amz-log-result") ?? "";
    expect(Buffer.from(shown, "base64").toString()).toBe(`START\nkey ${star(secret.length)}\nEND\n`);
    expect(shown).toHaveLength(log.length);
  });

  it("is hidden in a client context that is not quite base64", () => {
    const context = `${base64(JSON.stringify({ custom: { key: secret } })).replace(/=+$/, "")}!`;
    const shown = headerValue(
      inRequest([["X-Amz-Client-Context", context]], [secret]),
      "x-amz-client-context",
    );
    expect(shown).toBe(star(context.length));
  });

  it("is hidden in a stream, which can still be read", () => {
    const body = Buffer.concat([
      frame("PayloadChunk", `begin ${secret.slice(0, 7)}`),
      frame("PayloadChunk", `${secret.slice(7)} end`),
      frame("InvokeComplete", JSON.stringify({ LogResult: base64(`key ${secret}`) })),
    ]);
    const { reply } = redact(exchangeOf({}, { headers: eventStream, body }), [secret]);
    const { frames, faults } = readFrames(reply?.body ?? body);
    expect(faults).toEqual([]);
    expect(frames.map(({ payload }) => Buffer.from(payload).toString())).toEqual([
      `begin ${star(7)}`,
      `${star(12)} end`,
      JSON.stringify({ LogResult: base64(`key ${star(19)}`) }),
    ]);
  });

  it("does not mend a frame that was wrong", () => {
    const body = Buffer.concat([frame("PayloadChunk", secret), frame("PayloadChunk", `a ${secret}`)]);
    body.writeUInt32BE(1, body.length - 4);
    const { reply } = redact(exchangeOf({}, { headers: eventStream, body }), [secret]);
    expect(readFrames(reply?.body ?? body).faults).toEqual([
      { ...readFrames(body).faults[0], says: expect.stringContaining("the checksum is 0x00000001") },
    ]);
    expect(Buffer.from(reply?.body ?? []).includes(secret)).toBe(false);
  });

  it("is hidden in what is said of a failure", () => {
    const { request, origin, startedAt } = exchangeOf({});
    const failed: Exchange = {
      origin,
      startedAt,
      request,
      failure: { kind: "malformed", says: `not ${secret}`, afterMs: 1 },
    };
    expect(redact(failed, [secret]).failure?.says).toBe(`not ${star(19)}`);
    const cut = exchangeOf({}, { fault: { kind: "malformed", says: `not ${secret}` } });
    expect(redact(cut, [secret]).reply?.fault?.says).toBe(`not ${star(19)}`);
  });

  it("is left alone in free text when it is as short as a word", () => {
    expect(inBody("a test of tests", ["test"])).toBe("a test of tests");
  });
});

describe("a part of what a user puts on every request", () => {
  const basic = Buffer.from("someone:correct-horse").toString("base64");
  const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ5b3UifQ.c2lnbmF0dXJlLW9mLXRoaXM";
  it.each([
    ["a token without its scheme", "Authorization", "Bearer tok-1234567890", "tok-1234567890"],
    ["a password out of Basic", "Authorization", `Basic ${basic}`, "correct-horse"],
    ["Basic without its scheme", "Authorization", `Basic ${basic}`, basic],
    [
      "one cookie of several",
      "Cookie",
      "theme=dark; session=first-cookie; other=second%20cookie",
      "second cookie",
    ],
    [
      "a cookie as it was sent",
      "Cookie",
      "theme=dark; session=first-cookie; other=second%20cookie",
      "second%20cookie",
    ],
    [
      "one parameter of several",
      "X-Auth",
      'Digest username="somebody", response="6629fae49393"',
      "6629fae49393",
    ],
    ["the signature of a JSON Web Token", "X-Auth", `Token ${jwt}`, "c2lnbmF0dXJlLW9mLXRoaXM"],
    ["the claims of a JSON Web Token", "X-Auth", `Token ${jwt}`, '{"sub":"you"}'],
    ["the secret of a pair", "X-Key", "key-id:secret-half", "secret-half"],
  ])("%s is hidden", (_, name, value, part) => {
    const secrets = givenSecrets([], [[name, value]]);
    const exchange = exchangeOf(
      { target: `/?a=${encodeURIComponent(part)}` },
      { body: Buffer.from(`you: ${part}.`) },
    );
    const { request, reply } = redactAll(exchange, secrets);
    expect(Buffer.from(reply?.body ?? []).toString()).toBe(`you: ${star(part.length)}.`);
    expect(request.target).toBe(`/?a=${star(encodeURIComponent(part).length)}`);
  });

  it.each([
    [{ headers: [["X-Pin", "4711"]] as RawHeaders }, {}],
    [{ target: "/?x-pin=4711&n=47111" }, {}],
    [{}, { headers: [["x-pin", "4711"]] as RawHeaders }],
    [{}, { body: Buffer.from('{"headers":{"X-Pin":["4711"]},"n":47111}') }],
    [{}, { body: Buffer.from("HTTP_X_PIN=4711\n") }],
  ])("is hidden under its own name, however short: %j %j", (request, reply) => {
    const shown = readable(redactAll(exchangeOf(request, reply), givenSecrets([], [["X-Pin", "4711"]])));
    expect(shown.replaceAll("47111", "")).not.toContain("4711");
    expect(shown).toContain("****");
  });

  it("says nothing of how to read a message", () => {
    const exchange = exchangeOf({}, { headers: [["Content-Type", "application/json"]] });
    expect(redactAll(exchange, givenSecrets([], [["Accept", "application/json"]]))).toBe(exchange);
  });

  it("is hidden however long it is", () => {
    const long = "k3".repeat(50_000);
    const exchange = exchangeOf({}, { body: Buffer.from(`X-Pin: ${long}`) });
    const { body } = redactAll(exchange, givenSecrets([], [["X-Pin", long]])).reply as ReceivedReply;
    expect(Buffer.from(body).toString()).toBe(`X-Pin: ${star(long.length)}`);
  });
});

describe("a value under a secret name", () => {
  it.each([
    ['{"password":"hunter2","user":"me"}', "hunter2"],
    ['{"client_secret": "a\\"b", "user": "me"}', 'a\\"b'],
    ["{'apiKey': 'abc', 'user': 'me'}", "abc"],
    ['{"body":"{\\"accessToken\\":\\"abc\\"}"}', "abc"],
    ['{"pwd": 4711, "user": 1}', "4711"],
    ["user=me&password=hunter2&x=y", "hunter2"],
    ["START\nDB_PASSWORD=hunter2\nEND", "hunter2"],
    ["export GITHUB_TOKEN=ghp_0123456789", "ghp_0123456789"],
    ["> Authorization: Bearer abc\n> Host: x", "Bearer abc"],
    ["Cookie: a=b; c=d\nHost: x", "a=b; c=d"],
    ["<Credentials><SecretAccessKey>abc</SecretAccessKey></Credentials>", "abc"],
    ["see https://me:pw@example.com/a@b", "me:pw"],
  ])("is hidden in %s", (text, value) => {
    expect(inBody(text)).toBe(text.replace(value, star(value.length)));
    expect(redactText(text, [])).toBe(text.replace(value, star(value.length)));
  });

  it("is hidden in a query, and where it is repeated", () => {
    const exchange = exchangeOf(
      { target: "/?access_token=abcdefgh&x=1", headers: [["Authorization", "Bearer ijklmnopq"]] },
      { body: Buffer.from("abcdefgh, ijklmnopq"), headers: [["Set-Cookie", "s=rstuvwxyz; Path=/"]] },
    );
    const { request, reply } = redact(exchange, []);
    expect(request.target).toBe("/?access_token=********&x=1");
    expect(Buffer.from(reply?.body ?? []).toString()).toBe("********, *********");
    expect(inBody('{"token":"rstuvwxyz","t":"rstuvwxyz"}')).toBe('{"token":"*********","t":"*********"}');
  });

  it("does not reach from one frame into the next", () => {
    const body = Buffer.concat([
      frame("PayloadChunk", '{"password":"abc'),
      frame("PayloadChunk", 'def"} end'),
    ]);
    const { reply } = redact(exchangeOf({}, { headers: eventStream, body }), []);
    const { frames, faults } = readFrames(reply?.body ?? body);
    expect(faults).toEqual([]);
    expect(frames.map(({ payload }) => Buffer.from(payload).toString())).toEqual([
      '{"password":"***',
      '***"} end',
    ]);
  });
});

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/+=-_.~!$&'()*,:;@ ?#[]é";
const secretText = fc.string({ unit: fc.constantFrom(...alphabet), minLength: 8, maxLength: 60 });
const text = fc.string({ maxLength: 20 });

it("survives nowhere", () => {
  fc.assert(
    fc.property(secretText, text, text, fc.nat(80), fc.nat(9), (secret, before, after, cut, place) => {
      const whole = before + secret + after;
      const latin1 = Buffer.from(whole).toString("latin1");
      const body = Buffer.from(whole);
      const stream = Buffer.concat([
        frame("PayloadChunk", body.subarray(0, cut)),
        frame("PayloadChunk", body.subarray(cut)),
        frame("InvokeComplete", JSON.stringify({ LogResult: body.toString("base64"), ErrorDetails: whole })),
      ]);
      const exchange = [
        () => exchangeOf({ target: `/${encodeURIComponent(whole)}` }),
        () => exchangeOf({ target: `/${latin1}` }),
        () => exchangeOf({ headers: [["x-any", latin1]] }),
        () => exchangeOf({ headers: [["x-amz-client-context", body.toString("base64")]] }),
        () => exchangeOf({ body }),
        () => exchangeOf({}, { headers: [["X-Amz-Log-Result", body.toString("base64")]] }),
        () => exchangeOf({}, { headers: [[latin1, "x"]] }),
        () => exchangeOf({}, { body: Buffer.from(JSON.stringify(whole)) }),
        () => exchangeOf({}, { body: Buffer.from(`"${body.toString("base64")}"`) }),
        () => exchangeOf({}, { headers: eventStream, body: stream }),
      ][place]?.();
      if (!exchange) throw new Error("no such place");
      const safe = redact(exchange, [secret]);
      expect(readable(safe)).not.toContain(secret);
      expect(readable(safe)).not.toContain(Buffer.from(secret).toString("latin1"));
      expect(safe.reply?.body.length).toBe(exchange.reply.body.length);
      const faultsOf = ({ reply }: Exchange): string[] =>
        reply ? readFrames(reply.body).faults.map(({ kind }) => kind) : [];
      expect(faultsOf(safe)).toEqual(faultsOf(exchange));
    }),
    { numRuns: 500 },
  );
});

it("gives back the very exchange when there is nothing to hide", () => {
  const body = fc.uint8Array({ maxLength: 50 });
  const value = fc.stringMatching(/^[ -~]{0,20}$/);
  fc.assert(
    fc.property(body, body, value, value, (sent, received, field, log) => {
      const stream = frame("PayloadChunk", received);
      const headers: RawHeaders = [["X-Amz-Log-Result", base64(log)], ...eventStream];
      const plain = exchangeOf(
        { target: `/${field}`, headers: [["x-any", field]], body: sent },
        { body: received },
      );
      const streamed = exchangeOf({ body: sent }, { headers, body: stream });
      expect(redact(plain, ["a secret that is not there"])).toBe(plain);
      expect(redact(streamed, ["a secret that is not there"])).toBe(streamed);
    }),
  );
});

// Code whose cost grows faster than the length of the text would never finish on these.
it.each([
  "session token = x; ",
  "%25%25",
  "\\",
  '"token":"',
  "?token=",
  "<token>",
  '"token"          ',
  "token",
  "authorization: ",
  "://a",
])("looks through 2 MB of %j", (text) => {
  const exchange = exchangeOf({ body: Buffer.alloc(2_000_000, text) });
  expect(redact(exchange, ["a secret that is not there"]).request.body).toHaveLength(2_000_000);
});

it("hides a piece of a secret where a text was cut", () => {
  const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  expect(redactText(`"it is wJalrXUtnFEM ... CYEXAMPLEKEY"`, [secret])).toBe(
    `"it is ************ ... ************"`,
  );
});

it("words about an exchange hide what its bytes hide, also in a piece of a quoted log", () => {
  const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  const log = Buffer.from(`START RequestId: 1\n"AWS_SECRET_ACCESS_KEY": "${secret}"\nEND`).toString("base64");
  for (const text of [`got "${secret}" instead`, `LogResult: "${log.slice(5, 90)} ... x"`]) {
    const safe = redactText(text, [secret]);
    expect(safe).toContain("****");
    expect(safe).not.toContain(secret);
    expect(safe).not.toContain(log.slice(30, 80));
  }
  const plain = `404 "Function not found: ${"a".repeat(120)}" ${"ab12".repeat(16)}`;
  expect(redactText(plain, [secret])).toBe(plain);
});

it("hides hundreds of secrets where it hides each of them by itself", () => {
  const secrets = Array.from({ length: 100 }, (_, index) => `secret-number-${index}/${index * 7919}`);
  const shown = (secret: string): string =>
    [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")].join(" ");
  const text = secrets.map(shown).join("; ");
  const encodings = secrets.flatMap((secret) => encodingsOf(Buffer.from(secret)));
  const alone = encodings.map((encoded) => textHider([encoded], 8).hide(text));
  const one = [...text].map((character, at) => (alone.some((its) => its[at] === "*") ? "*" : character));
  expect(textHider(encodings, 8).hide(text)).toBe(one.join(""));
  expect(one.filter((character) => character === "*").length).toBeGreaterThan(4_000);
});
