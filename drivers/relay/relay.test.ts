import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { Authenticator, exampleKeys } from "../../targets/reference/authenticator.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import { sign } from "../../wire/sign.ts";
import type { Passed } from "./passed.ts";
import { openRelay, type Relay, type RelayOptions } from "./relay.ts";

const REQUEST = "POST /2015-03-31/functions/probe/invocations HTTP/1.1\r\nHost: x\r\nX-Odd:  a\tb \r\n";
const reply = (body: string, head = ""): string =>
  `HTTP/1.1 200 OK\r\n${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

let open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.map((one) => one.close()));
  open = [];
});

/** An endpoint that handles each connection with `serve`, and everything that arrived there. */
async function endpoint(
  serve: (socket: Socket, came: () => string) => void,
): Promise<{ url: URL; came: () => string }> {
  let bytes = Buffer.alloc(0);
  const came = (): string => bytes.toString("latin1");
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => {});
    socket.on("data", (piece: Buffer) => {
      bytes = Buffer.concat([bytes, piece]);
    });
    serve(socket, came);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push({ close: () => server.close() });
  return { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), came };
}

async function relay(to: URL, sign?: RelayOptions["sign"]): Promise<{ relay: Relay; passed: Passed[] }> {
  const passed: Passed[] = [];
  const opened = await openRelay({ to, tell: (one) => passed.push(one), ...(sign && { sign }) });
  open.push(opened);
  return { relay: opened, passed };
}

interface Client {
  readonly socket: Socket;
  readonly came: () => string;
  until(text: string): Promise<void>;
  readonly closed: Promise<"end" | "reset">;
}

function client(url: URL): Client {
  const socket = connect({ host: url.hostname, port: Number(url.port), allowHalfOpen: true });
  let bytes = Buffer.alloc(0);
  socket.on("data", (piece: Buffer) => {
    bytes = Buffer.concat([bytes, piece]);
  });
  const came = (): string => bytes.toString("latin1");
  const closed = new Promise<"end" | "reset">((resolve) => {
    socket.on("end", () => resolve("end"));
    socket.on("error", () => resolve("reset"));
  });
  open.push({ close: () => socket.destroy() });
  return {
    socket,
    came,
    closed,
    until: (text) => expect.poll(came, { interval: 5, timeout: 5000 }).toContain(text),
  };
}

/** What a client sends, what the endpoint answers, and the statuses that the relay reports. */
const CORPUS: Readonly<
  Record<string, { readonly sent: string; readonly answer: string; readonly statuses: number[] }>
> = {
  "a plain call": {
    sent: `${REQUEST}Content-Length: 2\r\n\r\n{}`,
    answer: reply("null", "X-Amzn-RequestId: 1\r\nx-AMZN-odd: \xe9\r\n"),
    statuses: [200],
  },
  "a request in chunks, with an extension and a trailer": {
    sent: `${REQUEST}Transfer-Encoding: chunked\r\n\r\n1;a=b\r\n{\r\n01\r\n}\r\n0\r\nX-Trailer: 1\r\n\r\n`,
    answer: reply("null"),
    statuses: [200],
  },
  "a reply in chunks": {
    sent: `${REQUEST}\r\n`,
    answer:
      "HTTP/1.1 200 Fine\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-After: 1\r\n\r\n",
    statuses: [200],
  },
  "an error after an interim reply": {
    sent: `${REQUEST}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}`,
    answer: `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}`,
    statuses: [404],
  },
  "two requests at once on one connection": {
    sent: `${REQUEST}\r\n${REQUEST}Content-Length: 1\r\n\r\n1`,
    answer: reply("1") + reply("2"),
    statuses: [200, 200],
  },
  "bytes that are no HTTP": { sent: "\x16\x03\x01 what\r\n\r\n", answer: "\x15\x03 no\n", statuses: [] },
  "a reply that is no HTTP": { sent: `${REQUEST}\r\n`, answer: "SSH-2.0 hello\r\n", statuses: [0] },
};

describe.each(Object.entries(CORPUS))("%s", (_, { sent, answer, statuses }) => {
  test.each([1, 7, 100_000])("passes unchanged in pieces of %i bytes", async (size) => {
    const served = await endpoint((socket, came) => {
      let answered = false;
      socket.on("data", () => {
        if (answered || came().length < sent.length) return;
        answered = true;
        write(socket, answer, size);
      });
    });
    const { relay: opened, passed } = await relay(served.url);
    const caller = client(opened.url);
    write(caller.socket, sent, size);
    await expect.poll(caller.came, { interval: 5, timeout: 5000 }).toBe(answer);
    expect(served.came()).toBe(sent);
    expect(passed.map(({ exchange }) => exchange.reply?.status ?? 0)).toEqual(statuses);
  });
});

function write(socket: Socket, text: string, size: number): void {
  const bytes = Buffer.from(text, "latin1");
  for (let at = 0; at < bytes.length; at += size) socket.write(bytes.subarray(at, at + size));
}

test("what is told of an exchange is what passed", async () => {
  const served = await endpoint((socket) => {
    socket.once("data", () => socket.write(reply("[1]", "X-Amzn-RequestId: 7\r\n")));
  });
  const { relay: opened, passed } = await relay(served.url);
  const caller = client(opened.url);
  caller.socket.write(`${REQUEST}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`);
  await caller.until("[1]");
  const [{ exchange, whole, lost } = {} as Passed] = passed;
  expect({ whole, lost, origin: exchange.origin }).toEqual({
    whole: true,
    lost: [],
    origin: served.url.origin,
  });
  expect(exchange.request).toMatchObject({
    method: "POST",
    target: "/2015-03-31/functions/probe/invocations",
    headers: [
      ["Host", "x"],
      ["X-Odd", "a\tb"],
      ["Transfer-Encoding", "chunked"],
    ],
  });
  expect(Buffer.from(exchange.request.body).toString()).toBe("{}");
  expect(exchange.reply).toMatchObject({
    status: 200,
    headers: [
      ["X-Amzn-RequestId", "7"],
      ["Content-Length", "3"],
    ],
  });
  expect(Buffer.from(exchange.reply?.body ?? []).toString()).toBe("[1]");
});

test("a stream passes chunk by chunk: each arrives before the endpoint sends the next", async () => {
  let send: (text: string) => void = () => {};
  const served = await endpoint((socket) => {
    send = (text) => socket.write(text);
  });
  const { relay: opened, passed } = await relay(served.url);
  const caller = client(opened.url);
  caller.socket.write(`${REQUEST}\r\n`);
  await expect.poll(served.came).toBe(`${REQUEST}\r\n`);
  send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (const part of ["one", "two", "six"]) {
    send(`3\r\n${part}\r\n`);
    await caller.until(part);
  }
  expect(passed).toEqual([]);
  send("0\r\n\r\n");
  await caller.until("0\r\n\r\n");
  expect(passed[0]?.exchange.reply?.chunks.map(({ size }) => size)).toEqual([3, 3, 3]);
});

test("a connection is kept as long as both want, and a half-closed one passes the reply", async () => {
  const served = await endpoint((socket) => {
    let requests = 0;
    socket.on("data", () => {
      requests += 1;
      if (requests < 3) socket.write(reply(String(requests)));
    });
    socket.on("end", () => socket.end(reply("the last")));
  });
  const { relay: opened, passed } = await relay(served.url);
  const caller = client(opened.url);
  caller.socket.write(`${REQUEST}\r\n`);
  await caller.until("\r\n\r\n1");
  caller.socket.write(`${REQUEST}\r\n`);
  await caller.until("\r\n\r\n2");
  caller.socket.end(`${REQUEST}\r\n`);
  await caller.until("the last");
  expect(await caller.closed).toBe("end");
  expect(passed.map(({ exchange }) => exchange.reply?.status)).toEqual([200, 200, 200]);
});

test("a reply that ends with the connection ends so", async () => {
  const served = await endpoint((socket) => {
    socket.once("data", () => socket.end("HTTP/1.0 200 OK\r\n\r\nall of it"));
  });
  const { relay: opened, passed } = await relay(served.url);
  const caller = client(opened.url);
  caller.socket.write(`${REQUEST}\r\n`);
  expect(await caller.closed).toBe("end");
  expect(caller.came()).toBe("HTTP/1.0 200 OK\r\n\r\nall of it");
  expect(passed).toMatchObject([{ whole: true, exchange: { reply: { status: 200 } } }]);
});

test("a reply that the endpoint cuts is told as cut, and a reset arrives as one", async () => {
  const served = await endpoint((socket) => {
    socket.once("data", () => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", () =>
        setTimeout(() => socket.resetAndDestroy(), 50),
      );
    });
  });
  const { relay: opened, passed } = await relay(served.url);
  const caller = client(opened.url);
  caller.socket.write(`${REQUEST}\r\n`);
  await caller.until("half");
  expect(await caller.closed).toBe("reset");
  expect(passed).toMatchObject([{ whole: true, exchange: { reply: { fault: { kind: "cut" } } } }]);
});

test("a client that goes away ends the connection to the endpoint, and blames nobody", async () => {
  let gone = false;
  const served = await endpoint((socket) => {
    socket.once("data", () => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"));
    socket.on("close", () => {
      gone = true;
    });
  });
  const { relay: opened, passed } = await relay(served.url);
  const caller = client(opened.url);
  caller.socket.write(`${REQUEST}\r\n`);
  await caller.until("half");
  caller.socket.resetAndDestroy();
  await expect.poll(() => gone).toBe(true);
  expect(passed).toMatchObject([{ whole: false, exchange: { reply: { status: 200 } } }]);
  expect(passed[0]?.exchange.reply?.fault).toBeUndefined();
});

test("where nothing listens the connection is reset, and told as refused", async () => {
  const { relay: opened, passed } = await relay(new URL("http://127.0.0.1:1"));
  const caller = client(opened.url);
  caller.socket.write(`${REQUEST}\r\n`);
  expect(await caller.closed).toBe("reset");
  await expect.poll(() => passed.length).toBe(1);
  expect(passed[0]?.exchange.failure?.kind).toBe("refused");
});

test("where nothing listens a client that connects before it sends learns so when it has sent, and that is told", async () => {
  const { relay: opened, passed } = await relay(new URL("http://127.0.0.1:1"));
  const caller = client(opened.url);
  await pause(100);
  caller.socket.write(`${REQUEST}\r\n`);
  expect(await caller.closed).toBe("reset");
  await expect.poll(() => passed.length).toBe(1);
});

test("a body that is longer than any limit passes whole, and is not kept", async () => {
  const size = 9 * 1024 * 1024;
  const served = await endpoint((socket) => {
    socket.once("data", () => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
      socket.write(Buffer.alloc(size, "x"));
    });
  });
  const { relay: opened, passed } = await relay(served.url);
  const socket = connect(Number(opened.url.port), opened.url.hostname);
  open.push({ close: () => socket.destroy() });
  let bytes = 0;
  socket.on("data", (piece) => {
    bytes += piece.length;
  });
  socket.write(`${REQUEST}\r\n`);
  await expect.poll(() => bytes, { timeout: 10_000 }).toBeGreaterThan(size);
  await expect.poll(() => passed.length).toBe(1);
  expect(passed[0]?.lost).toEqual(["response.body"]);
  expect(passed[0]?.exchange.reply?.body.length).toBe(0);
});

test("with a signature of its own each request goes out for the endpoint's host, and all else as it was", async () => {
  const served = await endpoint((socket) => {
    socket.on("data", () => socket.write(reply("{}")));
  });
  const [key] = exampleKeys;
  if (key === undefined) throw new Error("there is no key");
  const { relay: opened, passed } = await relay(served.url, (request, host) =>
    sign(request, host, key.credentials, "us-east-1"),
  );
  const caller = client(opened.url);
  const body = "Transfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n";
  caller.socket.write(
    `${REQUEST.replace("\t", " ")}Authorization: of somebody else\r\nX-Amz-Date: 20200101T000000Z\r\n${body}`,
  );
  await caller.until("{}");
  const [{ exchange, signedAs } = {} as Passed] = passed;
  expect(headerValue(exchange.request.headers, "host")).toBe(served.url.host);
  expect(headerValue(signedAs?.headers ?? [], "host")).toBe("x");
  const authenticator = new Authenticator(exampleKeys, "us-east-1", "lambda");
  expect(authenticator.signerOf(exchange.request)).toBe(key);
  expect(served.came()).toContain("X-Odd: a b\r\n");
  expect(served.came().endsWith("\r\n\r\n2\r\n[]\r\n0\r\n\r\n")).toBe(true);
  expect(served.came()).not.toContain("somebody else");
});

test("with a signature of its own the body of a request that waits for leave is asked for", async () => {
  const served = await endpoint((socket) => {
    socket.on("data", () => socket.write(reply("{}")));
  });
  const { relay: opened } = await relay(served.url, async (request) => request);
  const caller = client(opened.url);
  caller.socket.write(`${REQUEST}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n`);
  await caller.until("HTTP/1.1 100 Continue\r\n\r\n");
  caller.socket.write("[]");
  await caller.until("{}");
  expect(served.came()).not.toContain("Expect");
});
