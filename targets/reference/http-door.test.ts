import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { RawReply } from "../../wire/raw-reply.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import { type HttpDoor, openHttpDoor } from "./http-door.ts";

const heard: RawRequest[] = [];
let streamLeft = false;

/** Answers as the path asks. The paths are not those of Lambda, because the door knows nothing of Lambda. */
async function handle(request: RawRequest): Promise<RawReply> {
  heard.push(request);
  const headers: [string, string][] = [
    ["Date", "now"],
    ["X-b-Second", "1"],
    ["x-A-first", "\xe9"],
    ["x-A-first", "2"],
    ["Connection", "keep-alive"],
  ];
  switch (request.target) {
    case "/throw":
      throw new Error("a fault of ours");
    case "/bad-header":
      return { status: 200, headers: [["X", "a\nb"]], body: new Uint8Array() };
    case "/slow":
      await sleep(100);
      break;
    case "/stream":
      return { status: 200, headers, body: stream(["a", "b"]) };
    case "/cut":
      return { status: 200, headers, body: stream(["a", undefined]) };
    case "/endless":
      return { status: 200, headers, body: endless() };
  }
  const body = Buffer.from("done");
  return { status: 200, headers: [...headers, ["Content-Length", String(body.length)]], body };
}

async function* stream(texts: readonly (string | undefined)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    if (text === undefined) throw new Error("the stream breaks");
    yield Buffer.from(text);
    await sleep(20);
  }
}

async function* endless(): AsyncGenerator<Uint8Array> {
  try {
    for (;;) yield Buffer.alloc(65_536);
  } finally {
    streamLeft = true;
  }
}

let door: HttpDoor;
beforeAll(async () => {
  door = await openHttpDoor({ handle });
});
afterAll(() => door.close());

function dial(): Socket {
  const socket = connect(Number(door.url.port), door.url.hostname);
  socket.on("error", () => undefined);
  return socket;
}

/** Sends bytes as they are and returns everything that arrives until the other side closes. */
async function exchange(bytes: string): Promise<string> {
  const socket = dial();
  socket.write(bytes, "latin1");
  let text = "";
  for await (const chunk of socket.setEncoding("latin1")) text += chunk;
  return text;
}

const closing = "Connection: close\r\n";

test("targets, names and values arrive as they were sent, and replies leave as they are", async () => {
  heard.length = 0;
  const reply = await exchange(
    `POST /a/../%2e%2E//b\\?q=%zz&{"|# HTTP/1.1\r\nhOsT: h\r\nX-One: \xe9 \r\nx-one:two\r\n${closing}Content-Length: 3\r\n\r\n\x00\xff\x01`,
  );
  expect(heard).toEqual([
    {
      method: "POST",
      target: '/a/../%2e%2E//b\\?q=%zz&{"|#',
      headers: [
        ["hOsT", "h"],
        ["X-One", "\xe9"],
        ["x-one", "two"],
        ["Connection", "close"],
        ["Content-Length", "3"],
      ],
      body: Buffer.from([0, 255, 1]),
    },
  ]);
  // The header Connection says what happens to the connection, whatever the handler says.
  expect(reply).toBe(
    "HTTP/1.1 200 OK\r\nDate: now\r\nX-b-Second: 1\r\nx-A-first: \xe9\r\nx-A-first: 2\r\nConnection: close\r\nContent-Length: 4\r\n\r\ndone",
  );
});

test("a connection is kept, and requests on it are answered in turn", async () => {
  const reply = await exchange(
    `POST /slow HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n${closing}\r\n`,
  );
  expect(reply.match(/^Connection: .*$/gm)).toEqual(["Connection: keep-alive", "Connection: close"]);
  expect(reply.match(/done/g)).toHaveLength(2);
});

test("HTTP/1.0 is answered and closed", async () => {
  expect(await exchange("GET / HTTP/1.0\r\n\r\n")).toContain("Connection: close\r\n");
});

test("chunked bodies and those that wait for leave arrive whole", async () => {
  heard.length = 0;
  const chunked = "4\r\nabcd\r\n2\r\nef\r\n0\r\n\r\n";
  await exchange(`POST / HTTP/1.1\r\nHost: h\r\n${closing}Transfer-Encoding: chunked\r\n\r\n${chunked}`);
  const socket = dial();
  socket.write(`POST / HTTP/1.1\r\nHost: h\r\n${closing}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n`);
  const [leave] = (await once(socket, "data")) as [Buffer];
  expect(leave.toString()).toBe("HTTP/1.1 100 Continue\r\n\r\n");
  socket.write("gh");
  await once(socket.resume(), "close");
  expect(heard.map(({ body }) => Buffer.from(body).toString())).toEqual(["abcdef", "gh"]);
});

test("streams are sent as they come", async () => {
  const socket = dial().setEncoding("latin1");
  socket.write(`GET /stream HTTP/1.1\r\nHost: h\r\n${closing}\r\n`);
  const pieces: string[] = [];
  for await (const piece of socket) pieces.push(piece as string);
  const whole = pieces.join("");
  expect(whole).toMatch(/\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n$/);
  expect(pieces.length).toBeGreaterThan(2);
});

test("a stream that breaks cuts the connection", async () => {
  const text = await exchange("GET /cut HTTP/1.1\r\nHost: h\r\n\r\n");
  expect(text).toMatch(/1\r\na\r\n$/);
});

test("a client that leaves ends its stream, and nothing else", async () => {
  const socket = dial();
  socket.write("GET /endless HTTP/1.1\r\nHost: h\r\n\r\n");
  await once(socket, "data");
  socket.destroy();
  await expect.poll(() => streamLeft, { interval: 5 }).toBe(true);
  const early = dial();
  early.write("POST /slow HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
  await sleep(10);
  early.destroy();
  const waiting = dial();
  waiting.write("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
  await sleep(10);
  waiting.destroy();
  await sleep(120);
  expect(await exchange(`GET / HTTP/1.1\r\nHost: h\r\n${closing}\r\n`)).toMatch(/done$/);
});

test.each([
  ["no HTTP", "hello\r\n\r\n"],
  ["no Host", "GET / HTTP/1.1\r\n\r\n"],
  ["a false length", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n"],
  ["two framings", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"],
  ["false chunks", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
])("%s is refused, and nobody else is hurt", async (_, bytes) => {
  expect(await exchange(bytes)).toMatch(/^HTTP\/1\.1 400 /);
  expect(await exchange(`GET / HTTP/1.1\r\nHost: h\r\n${closing}\r\n`)).toMatch(/done$/);
});

test("a field as long as AWS lets a context be is read, and a head without end is not", async () => {
  heard.length = 0;
  await exchange(`GET / HTTP/1.1\r\nHost: h\r\n${closing}X: ${"a".repeat(20_000)}\r\n\r\n`);
  expect(heard[0]?.headers.at(-1)?.[1]).toHaveLength(20_000);
  expect(await exchange(`GET / HTTP/1.1\r\nHost: h\r\nX: ${"a".repeat(100_000)}\r\n\r\n`)).toMatch(
    /^HTTP\/1\.1 431 /,
  );
});

test.each([
  ["/throw", 1],
  ["/bad-header", 0],
])("a fault of ours (%s) cuts one connection", async (target, warnings) => {
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  expect(await exchange(`GET ${target} HTTP/1.1\r\nHost: h\r\n\r\n`)).toBe("");
  expect(warn).toHaveBeenCalledTimes(warnings);
  warn.mockRestore();
  expect(await exchange(`GET / HTTP/1.1\r\nHost: h\r\n${closing}\r\n`)).toMatch(/done$/);
});

test("an address that is taken is told in words", async () => {
  await expect(openHttpDoor({ handle }, { port: Number(door.url.port) })).rejects.toThrow(
    `cannot listen on 127.0.0.1, port ${door.url.port}: listen EADDRINUSE`,
  );
});

test("it listens where it is told to", async () => {
  const six = await openHttpDoor({ handle }, { host: "::1" });
  expect(six.url.hostname).toBe("[::1]");
  await six.close();
});

describe("a client that is slow", () => {
  let impatient: HttpDoor;
  beforeAll(async () => {
    impatient = await openHttpDoor({ handle }, { patience: { stallMs: 100, requestMs: 400 } });
  });
  afterAll(() => impatient.close());

  const dialIt = (): Socket => {
    const socket = connect(Number(impatient.url.port), impatient.url.hostname);
    socket.on("error", () => undefined);
    return socket;
  };

  test.each([
    ["sends no head", "GET /"],
    ["sends no body", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc"],
    ["ends no chunk", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab"],
  ])("and %s is dropped", async (_, bytes) => {
    const socket = dialIt();
    socket.write(bytes);
    socket.resume();
    await once(socket, "close");
    expect(heard.at(-1)?.body.length).not.toBe(3);
  });

  test("and drips is dropped all the same", async () => {
    const socket = dialIt();
    socket.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n");
    const dripping = setInterval(() => socket.write("a"), 20);
    socket.resume();
    await once(socket, "close");
    clearInterval(dripping);
  });

  test("and takes nothing of its reply is dropped", async () => {
    const socket = dialIt();
    streamLeft = false;
    socket.write("GET /endless HTTP/1.1\r\nHost: h\r\n\r\n");
    await expect.poll(() => streamLeft, { interval: 5 }).toBe(true);
    socket.destroy();
  });

  test("but one that waits for a slow reply, or between two requests, is not", async () => {
    const socket = dialIt().setEncoding("latin1");
    let text = "";
    socket.on("data", (piece) => {
      text += piece;
    });
    socket.write("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
    await sleep(700);
    socket.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    await expect.poll(() => text.match(/done/g)?.length, { interval: 5 }).toBe(2);
    socket.destroy();
  });
});

test("of a body beyond all limits the length is told, and its beginning", async () => {
  heard.length = 0;
  const length = 12 * 1024 * 1024;
  await exchange(
    `POST / HTTP/1.1\r\nHost: h\r\n${closing}Content-Length: ${length}\r\n\r\n${"a".repeat(length)}`,
  );
  expect(heard[0]?.length).toBe(length);
  expect(heard[0]?.body.length).toBe(10 * 1024 * 1024);
});

test("large bodies wait for each other, and small ones for nobody", async () => {
  heard.length = 0;
  const size = 9 * 1024 * 1024;
  const large = Array.from({ length: 4 }, () => dial());
  for (const socket of large) {
    socket.write(`POST / HTTP/1.1\r\nHost: h\r\nContent-Length: ${size}\r\n\r\n`);
    socket.write(Buffer.alloc(size - 1));
  }
  await sleep(100);
  await exchange(`POST / HTTP/1.1\r\nHost: h\r\n${closing}Content-Length: 2\r\n\r\nok`);
  expect(heard).toHaveLength(1);
  for (const socket of large) socket.write("a");
  await expect.poll(() => heard.length, { timeout: 5000 }).toBe(5);
  for (const socket of large) socket.destroy();
});

test("pages of strangers may not call it, whatever they name it, and others may", async () => {
  const { port } = door.url;
  const from = (origin: string, to = `127.0.0.1:${port}`): Promise<string> =>
    exchange(`POST / HTTP/1.1\r\nHost: ${to}\r\nOrigin: ${origin}\r\n${closing}Content-Length: 0\r\n\r\n`);
  heard.length = 0;
  for (const origin of [
    "https://evil.example",
    "null",
    `http://evil.example:${port}`,
    "http://localhost:1",
    "",
  ]) {
    expect(await from(origin, `evil.example:${port}`)).toMatch(
      /^HTTP\/1\.1 403 [\s\S]*may not call this endpoint/,
    );
  }
  expect(heard).toEqual([]);
  expect(await from(`http://127.0.0.1:${port}`)).toMatch(/^HTTP\/1\.1 200 /);
  expect(await from(`http://localhost:${port}`, "compose-name")).toMatch(/^HTTP\/1\.1 200 /);

  const open = await openHttpDoor({ handle }, { allowOrigins: ["https://mine.example"] });
  const page = { Origin: "https://mine.example" };
  const asked = await fetch(open.url, {
    method: "OPTIONS",
    headers: {
      ...page,
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "x-amz-log-type",
    },
  });
  expect(asked.status).toBe(204);
  expect(asked.headers.get("access-control-allow-headers")).toBe("x-amz-log-type");
  const replied = await fetch(open.url, { method: "POST", headers: page });
  expect(replied.status).toBe(200);
  expect(replied.headers.get("access-control-allow-origin")).toBe("https://mine.example");
  expect(await replied.text()).toBe("done");
  expect(
    (await fetch(open.url, { method: "POST", headers: { Origin: "https://other.example" } })).status,
  ).toBe(403);
  await open.close();
});
