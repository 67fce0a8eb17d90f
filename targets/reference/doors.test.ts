import { once } from "node:events";
import { connect } from "node:net";
import { getResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadSpecification } from "../../specs/load-specification.ts";
import { readFrames } from "../../wire/frames.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import { openHttpDoor } from "./http-door.ts";
import { lambdaHandlers } from "./lambda-handlers.ts";
import { createReference, type Reference } from "./reference.ts";

/** A reply as any door shows it: lower-case names, and the pieces of the body with the time of their arrival. */
interface Seen {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly pieces: readonly { readonly bytes: Uint8Array; readonly at: number }[];
}

interface Sent {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

type Send = (sent: Sent) => Promise<Seen>;
type Way = (reference: Reference) => Promise<{ send: Send; close(): void | Promise<void> }>;

async function piecesOf(body: AsyncIterable<Uint8Array>): Promise<Seen["pieces"]> {
  const pieces: Seen["pieces"][number][] = [];
  for await (const bytes of body) pieces.push({ bytes, at: performance.now() });
  return pieces;
}

/** Sends requests with fetch to the URL of a door. */
function fetching(base: string): Send {
  return async ({ path, method = "POST", headers = {}, body }) => {
    const reply = await fetch(base + path, { method, headers, ...(body !== undefined && { body }) });
    const pieces = reply.body === null ? [] : await piecesOf(reply.body);
    return { status: reply.status, headers: Object.fromEntries(reply.headers), pieces };
  };
}

const ways: Readonly<Record<string, Way>> = {
  async "handle()"(reference) {
    const send: Send = async ({ path: target, method = "POST", headers: fields = {}, body: text = "" }) => {
      const request = { method, target, headers: Object.entries(fields), body: Buffer.from(text) };
      const { status, headers, body } = await reference.handle(request);
      const shown = headers.map(([name, value]): [string, string] => [name.toLowerCase(), value]);
      const pieces =
        body instanceof Uint8Array ? [{ bytes: body, at: performance.now() }] : await piecesOf(body);
      return { status, headers: Object.fromEntries(shown), pieces };
    };
    return { send, close: () => undefined };
  },
  async "the HTTP door"(reference) {
    const door = await openHttpDoor(reference);
    return { send: fetching(door.url.origin), close: () => door.close() };
  },
  async msw(reference) {
    const server = setupServer(...lambdaHandlers(reference, "https://lambda.example/base/"));
    server.listen();
    return { send: fetching("https://lambda.example/base"), close: () => server.close() };
  },
};

const reference = createReference({ specification: loadSpecification() });
afterAll(() => reference.close());

describe.each(Object.entries(ways))("through %s", (_, open) => {
  let send: Send;
  let close: () => void | Promise<void>;
  beforeAll(async () => {
    ({ send, close } = await open(reference));
  });
  afterAll(async () => {
    await close();
  });

  const invocations = (name: string): string => `/2015-03-31/functions/${name}/invocations`;
  const text = ({ pieces }: Seen): string => Buffer.concat(pieces.map(({ bytes }) => bytes)).toString();

  test("a function runs and its result comes back with its header fields", async () => {
    const seen = await send({ path: invocations("probe"), body: '{"a":"ü"}' });
    expect([seen.status, text(seen)]).toEqual([200, '{"a":"ü"}']);
    expect(seen.headers).toMatchObject({
      "content-type": "application/json",
      "content-length": "10",
      "x-amz-executed-version": "$LATEST",
      "x-amzn-remapped-content-length": "0",
    });
  });

  test("labels and the query arrive as they were sent", async () => {
    const arn = "arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Aprobe";
    const seen = await send({ path: `${invocations(arn)}?Qualifier=%24LATEST` });
    expect([seen.status, text(seen)]).toEqual([200, "{}"]);
    expect((await send({ path: `${invocations("probe")}?Qualifier=3` })).status).toBe(404);
  });

  test("header fields arrive", async () => {
    const seen = await send({ path: invocations("probe"), headers: { "X-Amz-Log-Type": "Tail" } });
    expect(Buffer.from(seen.headers["x-amz-log-result"] ?? "", "base64").toString()).toMatch(/^START/);
  });

  test("replies without content have none", async () => {
    for (const [type, status] of [
      ["Event", 202],
      ["DryRun", 204],
    ] as const) {
      const seen = await send({ path: invocations("probe"), headers: { "X-Amz-Invocation-Type": type } });
      expect([seen.status, text(seen)]).toEqual([status, ""]);
      expect(seen.headers).not.toHaveProperty("content-type");
      expect(seen.headers).not.toHaveProperty("x-amz-executed-version");
    }
  });

  test("errors are told", async () => {
    const seen = await send({ path: invocations("nobody") });
    expect([seen.status, seen.headers["x-amzn-errortype"]]).toEqual([404, "ResourceNotFoundException"]);
    expect(JSON.parse(text(seen)).Type).toBe("User");
    for (const request of [{ path: invocations("probe"), method: "GET" }, { path: "/elsewhere" }]) {
      const refused = await send(request);
      expect(refused.status).toBe(403);
      expect(refused.headers).not.toHaveProperty("x-amzn-errortype");
      expect(refused.headers).not.toHaveProperty("content-type");
      expect(text(refused)).toHaveLength(130);
      expect(text(refused)).toMatch(/^<AccessDeniedException>/);
    }
  });

  test("a stream comes piece by piece", async () => {
    const chunks = [{ text: "a" }, { text: "b", pauseMs: 120 }];
    const seen = await send({
      path: "/2021-11-15/functions/probe-stream/response-streaming-invocations",
      body: JSON.stringify({ $probe: { stream: { chunks } } }),
    });
    expect(seen.headers["content-type"]).toBe("application/vnd.amazon.eventstream");
    const { frames, faults } = readFrames(Buffer.concat(seen.pieces.map(({ bytes }) => bytes)));
    expect(faults).toEqual([]);
    expect(frames.map(({ payload }) => Buffer.from(payload).toString())).toEqual(["a", "b", "{}"]);
    expect((seen.pieces.at(-1)?.at ?? 0) - (seen.pieces[0]?.at ?? 0)).toBeGreaterThan(80);
  });
});

test("msw leaves other requests alone", async () => {
  const handlers = lambdaHandlers(reference, "https://lambda.example/base");
  for (const url of [
    "https://lambda.example/based",
    "https://lambda.example/",
    "https://other.example/base/",
  ]) {
    expect(await getResponse(handlers, new Request(url))).toBeUndefined();
  }
  const answered = await getResponse(handlers, new Request("https://lambda.example/base/"));
  expect(answered?.status).toBe(403);
});

/** Everything that a door sends over one connection until the door closes it. */
async function allOf(reply: RawReply): Promise<string> {
  const door = await openHttpDoor({ handle: async () => reply });
  const socket = connect(Number(door.url.port), door.url.hostname);
  let text = "";
  socket.setEncoding("latin1").on("data", (piece: string) => {
    text += piece;
  });
  socket.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
  await once(socket, "close");
  await door.close();
  return text;
}

test("a body that ends with its connection has no length and no chunks", async () => {
  const headers = [["Connection", "close"]] as const;
  const text = await allOf({ status: 200, headers, body: Buffer.from("abc"), connection: "ends-body" });
  expect(text).toMatch(/\r\n\r\nabc$/);
  expect(text).not.toMatch(/content-length|transfer-encoding|keep-alive/i);
});

test("a connection that is closed after a reply is announced as kept", async () => {
  const headers = [["Content-Length", "3"]] as const;
  const text = await allOf({ status: 200, headers, body: Buffer.from("abc"), connection: "closed-after" });
  expect(text).toMatch(/connection: keep-alive\r\n(.*\r\n)?\r\nabc$/is);
});
