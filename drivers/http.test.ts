import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { InvokeStep, Step, WireShape } from "../generators/case.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import type { StartedTarget } from "../targets/target.ts";
import type { Exchange } from "../wire/exchange.ts";
import { headerValue } from "../wire/raw-headers.ts";
import { startCollector } from "./collector.ts";
import type { Driver } from "./driver.ts";
import { createHttpDriver, type HttpDriverOptions } from "./http.ts";
import { type RawServer, startRawServer } from "./testing/raw-server.ts";
import { UnsendableError } from "./unsendable-error.ts";

const specification = loadSpecification();
const toClose: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of toClose.splice(0).reverse()) await thing.close();
});

function closing<T extends { close(): Promise<void> }>(thing: T): T {
  toClose.push(thing);
  return thing;
}

async function serve(answer: Parameters<typeof startRawServer>[0]): Promise<RawServer> {
  return closing(await startRawServer(answer));
}

function targetAt(url: URL, differing: Partial<StartedTarget> = {}): StartedTarget {
  return {
    url,
    function: "probe",
    region: "eu-west-1",
    account: "123456789012",
    partition: "aws",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    without: [],
    signs: false,
    stop: () => Promise.resolve(),
    ...differing,
  };
}

function driverAt(url: URL, options: Partial<HttpDriverOptions> = {}): Driver {
  return closing(
    createHttpDriver({ target: targetAt(url), specification, timeoutMs: 2000, connections: 50, ...options }),
  );
}

const step = (more: Partial<InvokeStep> = {}): InvokeStep => ({
  do: "invoke",
  operation: "Invoke",
  input: { FunctionName: "{function}" },
  payload: { text: "{nonce}" },
  ...more,
});

async function exchanges(driver: Driver, steps: readonly Step[], signal?: AbortSignal): Promise<Exchange[]> {
  const { calls } = await driver.perform(steps, "n1", signal);
  return calls.flatMap((call) => call.exchanges);
}

async function one(driver: Driver, wire?: WireShape, signal?: AbortSignal): Promise<Exchange> {
  const [exchange] = await exchanges(driver, [step(wire ? { wire } : {})], signal);
  if (!exchange) throw new Error("no exchange");
  return exchange;
}

const ok = (body: string, more = ""): string =>
  `HTTP/1.1 200 OK\r\n${more}content-length: ${body.length}\r\n\r\n${body}`;

const bodyOf = (exchange: Exchange | undefined): string =>
  Buffer.from(exchange?.reply?.body ?? []).toString("latin1");

const textOf = (bytes: Uint8Array = new Uint8Array(0)): string => Buffer.from(bytes).toString("latin1");

/** A request with this header does not go through undici, because undici writes the header itself. */
const netDoor: WireShape = { headers: [["Connection", "keep-alive"]] };
const doors: readonly (readonly [string, WireShape])[] = [
  ["undici", {}],
  ["node:net", netDoor],
];

describe.each(doors)("through %s", (_, door) => {
  it("sends the request byte for byte", async () => {
    const server = await serve((socket) => socket.end(ok("")));
    const driver = driverAt(new URL("/base/", server.url), { headers: [["X-User", "é"]] });
    const { request } = await one(driver, { ...door, target: "/a/../b//c%3a%2F:é?q=%20&&", method: "PUT" });
    const lines = [
      "PUT /base/a/../b//c%3a%2F:\u00c3\u00a9?q=%20&& HTTP/1.1",
      `host: ${server.url.host}`,
      ...(door.headers ? [] : ["connection: keep-alive"]),
      "User-Agent: lambda-conformance/",
      "Content-Type: application/octet-stream",
      "X-User: \u00c3\u00a9",
      ...(door.headers ? ["Connection: keep-alive"] : []),
      "content-length: 2",
      "",
      "n1",
    ];
    expect(server.requests.join("").replace(/(lambda-conformance\/)\S+/, "$1")).toBe(lines.join("\r\n"));
    expect(request.target).toBe("/base/a/../b//c%3a%2F:\u00c3\u00a9?q=%20&&");
  });

  it("keeps the fields of the reply in order and case, with their bytes", async () => {
    const server = await serve((socket) =>
      socket.write(
        Buffer.from(ok("hi", "X-b: 1\r\nx-A:  \xc3\xa9\xff \r\nX-B: 2\r\nx-empty:\r\n"), "latin1"),
      ),
    );
    const { reply, origin, startedAt } = await one(driverAt(server.url), door);
    expect(reply?.headers).toEqual([
      ["X-b", "1"],
      ["x-A", "\xc3\xa9\xff"],
      ["X-B", "2"],
      ["x-empty", ""],
      ["content-length", "2"],
    ]);
    expect(origin).toBe(server.url.origin);
    expect(Math.abs(Date.now() - startedAt)).toBeLessThan(2000);
  });

  it("tells when the head and each piece of the body came", async () => {
    const server = await serve(async (socket) => {
      socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
      for (const piece of ["one", "three"]) {
        await new Promise((resolve) => setTimeout(resolve, 60));
        socket.write(`${piece.length}\r\n${piece}\r\n`);
      }
      socket.write("0\r\n\r\n");
    });
    const { reply } = await one(driverAt(server.url), door);
    expect(reply?.chunks.map(({ size }) => size)).toEqual([3, 5]);
    expect(bodyOf({ reply } as Exchange)).toBe("onethree");
    const [first = 0, second = 0] = reply?.chunks.map(({ at }) => at) ?? [];
    // The pieces are sent 60 ms apart, but a busy machine may notice one of them late.
    expect(first).toBeGreaterThanOrEqual(reply?.headAt ?? 0);
    expect(second).toBeGreaterThan(first);
    expect(reply?.endAt).toBeGreaterThanOrEqual(second);
    expect(reply).not.toHaveProperty("fault");
  });

  it.each([
    ["a length", (socket: Socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc")],
    [
      "chunks",
      (socket: Socket) => socket.end("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabc"),
    ],
    [
      "the last chunk",
      (socket: Socket) => socket.end("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n"),
    ],
    [
      "a length, by a reset",
      (socket: Socket) => {
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc");
        setTimeout(() => socket.resetAndDestroy(), 30);
      },
    ],
  ])("blames the subject for a body cut short of %s", async (_what, answer) => {
    const server = await serve(answer);
    const { reply, failure } = await one(driverAt(server.url), door);
    expect(failure).toBeUndefined();
    expect(reply).toMatchObject({ status: 200, fault: { kind: "cut", says: expect.stringMatching(/\w/) } });
    expect(Buffer.from(reply?.body ?? []).toString()).toBe("abc");
  });

  it("blames the subject for chunks that are none", async () => {
    const server = await serve((socket) =>
      socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\nhello\r\n"),
    );
    const { reply } = await one(driverAt(server.url), door);
    expect(reply).toMatchObject({ fault: { kind: "malformed" } });
    expect(Buffer.from(reply?.body ?? []).toString()).toBe("abc");
  });

  it.each([
    ["garbage", "hello\r\n\r\n"],
    ["two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\na"],
    ["a status that is no number", "HTTP/1.1 2OO OK\r\ncontent-length: 0\r\n\r\n"],
    ["a field with a NUL", "HTTP/1.1 200 OK\r\nx: a\0b\r\ncontent-length: 0\r\n\r\n"],
  ])("tells %s, with its bytes", async (_what, bytes) => {
    const server = await serve((socket) => socket.write(bytes));
    const exchange = await one(driverAt(server.url), door);
    expect(exchange).toMatchObject({ failure: { kind: "malformed", says: expect.stringMatching(/\w/) } });
    expect(textOf(exchange?.failure?.bytes)).toBe(bytes);
    expect(exchange).not.toHaveProperty("reply");
  });

  it.each([
    ["of 2 MB", `${`x: ${"y".repeat(1000)}\r\n`.repeat(2000)}\r\n`],
    ["with a log of 1 MB in one field", `x-amz-log-result: ${"y".repeat(1_000_000)}\r\n\r\n`],
    ["of 3000 fields", `${"x: y\r\n".repeat(3000)}\r\n`],
  ])("reads no head %s", async (_what, fields) => {
    const server = await serve((socket) => socket.write(`HTTP/1.1 200 OK\r\n${fields}`));
    const exchange = await one(driverAt(server.url), door);
    expect(exchange).toMatchObject({ failure: { kind: "too-long", says: expect.stringMatching(/\w/) } });
  });

  it.each([
    ["closes", (socket: Socket) => socket.destroy()],
    ["resets", (socket: Socket) => socket.resetAndDestroy()],
    ["closes in its head", (socket: Socket) => socket.end("HTTP/1.1 200 OK\r\nx: ")],
  ])("blames nobody when the server %s", async (_what, answer) => {
    const server = await serve(answer);
    const exchange = await one(driverAt(server.url), door);
    expect(exchange).toMatchObject({ failure: { kind: "reset", says: expect.stringMatching(/\w/) } });
  });

  it("blames nobody when nothing listens", async () => {
    const server = await startRawServer(() => undefined);
    await server.close();
    expect(await one(driverAt(server.url), door)).toMatchObject({
      failure: { kind: "refused", says: expect.stringContaining("ECONNREFUSED") },
    });
  });

  it("gives up on silence before the head, and after it", async () => {
    const server = await serve((socket, request) => {
      if (request.includes("/late/")) socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc");
    });
    const driver = driverAt(server.url, { timeoutMs: 80 });
    const began = performance.now();
    const [early, late] = await Promise.all([one(driver, door), one(driver, { ...door, target: "/late/" })]);
    expect(performance.now() - began).toBeLessThan(1000);
    expect(early).toMatchObject({ failure: { kind: "silence", says: "no reply within 80 ms" } });
    expect(late).toMatchObject({
      reply: { status: 200, fault: { kind: "silent", says: "nothing for 80 ms after 3 bytes of the body" } },
    });
    await expect.poll(() => server.open.size).toBe(0);
  });

  it("reads on after a 100 that nobody asked for", async () => {
    const server = await serve((socket) => {
      socket.write("HTTP/1.1 100 Continue\r\n\r\n");
      setTimeout(() => socket.end(ok("late")), 50);
    });
    const driver = driverAt(server.url);
    for (let times = 0; times < 2; times++) {
      const { reply } = await one(driver, door);
      expect(Buffer.from(reply?.body ?? []).toString()).toBe("late");
    }
  });

  describe("a body that trickles", () => {
    /** Sends a body piece by piece, one every 10 ms. */
    const trickling = (piece: string, times: number): Promise<{ readonly url: URL }> =>
      serve((socket) => {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${times * piece.length}\r\n\r\n`);
        let left = times;
        const timer = setInterval(() => (left-- > 0 ? socket.write(piece) : clearInterval(timer)), 10);
        socket.on("close", () => clearInterval(timer));
      });
    const drip = "not complete after ";

    it("is given up after the limit for silence where it comes slower than 10 KB/s", async () => {
      const server = await trickling("x", 1_000_000);
      const { reply } = await one(driverAt(server.url, { timeoutMs: 200 }), door);
      expect(reply?.fault).toMatchObject({ kind: "silent", says: expect.stringContaining(drip) });
      expect(reply?.body.length).toBeGreaterThan(2);
      expect(reply?.endAt).toBeLessThan(1_000);
    });

    it("is waited for as long as its function sends", async () => {
      const server = await trickling("x", 50);
      const chunks = [{ text: "x", times: 50, pauseMs: 20 }];
      const slow = step({ wire: door, payload: { json: { $probe: { stream: { chunks } } } } });
      const [exchange] = await exchanges(driverAt(server.url, { timeoutMs: 200 }), [slow]);
      expect(exchange?.reply?.fault).toBeUndefined();
      expect(exchange?.reply?.body.length).toBe(50);
    });

    it("is waited for where it is long, and for ten times the limit at the most", async () => {
      const long = await trickling("x".repeat(10_000), 50);
      const whole = await one(driverAt(long.url, { timeoutMs: 200 }), door);
      expect(whole.reply?.fault).toBeUndefined();
      const endless = await trickling("x".repeat(1_000), 1_000_000);
      const { reply } = await one(driverAt(endless.url, { timeoutMs: 40 }), door);
      expect(reply?.fault).toMatchObject({ kind: "silent", says: expect.stringContaining(drip) });
    });
  });

  it("reads no further than 64 MB", async () => {
    const server = await serve((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      const piece = Buffer.alloc(4 * 1024 * 1024, 120);
      const more = (): void => {
        while (!socket.destroyed && socket.write(piece));
      };
      socket.on("drain", more);
      more();
    });
    const { reply } = await one(driverAt(server.url), door);
    expect(reply?.fault).toMatchObject({ kind: "too-long" });
    expect(reply?.body.length).toBeLessThan(70 * 1024 * 1024);
  });

  it("does not follow redirects, retry or decompress", async () => {
    const server = await serve((socket, _request, index) =>
      socket.end(
        index === 0
          ? `HTTP/1.1 307 Moved\r\nlocation: ${"/elsewhere"}\r\ncontent-length: 0\r\n\r\n`
          : ok("\x1f\x8b", index === 1 ? "content-encoding: gzip\r\n" : "").replace(
              "200",
              index === 1 ? "200" : "503",
            ),
      ),
    );
    const driver = driverAt(server.url);
    expect((await one(driver, door)).reply?.status).toBe(307);
    expect(bodyOf(await one(driver, door))).toBe("\x1f\xc2");
    expect((await one(driver, door)).reply?.status).toBe(503);
    expect(server.requests).toHaveLength(3);
  });

  it("reads a reply that comes before the request was read", async () => {
    const server = createServer((request, reply) => {
      reply.writeHead(413, { connection: "close" }).end("too much");
      request.socket.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const payload = { repeat: { text: "x" }, times: 7_000_000 };
    const [exchange] = await exchanges(driverAt(url), [step({ payload, wire: door })]);
    expect(exchange?.reply?.status).toBe(413);
    expect(bodyOf(exchange)).toBe("too much");
    await new Promise((resolve) => server.close(resolve));
  });

  it("ends at once when the run is stopped", async () => {
    const server = await serve(() => undefined);
    const stop = new AbortController();
    const working = one(driverAt(server.url, { timeoutMs: 60_000 }), door, stop.signal);
    setTimeout(() => stop.abort(new Error("stopped")), 30);
    await expect(working).rejects.toThrow("stopped");
    await expect.poll(() => server.open.size).toBe(0);
    await expect(one(driverAt(server.url), door, stop.signal)).rejects.toThrow("stopped");
  });
});

describe("through undici", () => {
  it("takes thousands of requests at once over few connections, each with its own times", async () => {
    const server = await serve((socket, request) => socket.write(ok(request.slice(-6))));
    const driver = driverAt(server.url, { connections: 20, timeoutMs: 10_000 });
    const began = performance.now();
    const nonces = Array.from({ length: 2000 }, (_, index) => String(100_000 + index));
    const observations = await Promise.all(nonces.map((nonce) => driver.perform([step()], nonce)));
    const bodies = observations.map(({ calls }) => bodyOf(calls[0]?.exchanges[0]));
    expect(bodies).toEqual(nonces);
    expect(server.opened).toBe(20);
    const waits = observations.map(({ calls }) => calls[0]?.exchanges[0]?.reply?.headAt ?? Number.NaN);
    // The time that a request waits in the queue does not count.
    expect(Math.max(...waits)).toBeLessThan((performance.now() - began) / 2);
  });

  it("uses no connection twice once the server closed one without a word", async () => {
    const server = await serve((socket, _, index) => {
      socket.write(ok(String(index)));
      setTimeout(() => socket.end(), 2);
    });
    const driver = driverAt(server.url, { connections: 10 });
    const worker = async (): Promise<Exchange[]> => {
      const made: Exchange[] = [];
      for (let index = 0; index < 20; index++) made.push(await one(driver));
      return made;
    };
    const made = (await Promise.all(Array.from({ length: 10 }, worker))).flat();
    const late = made.filter((exchange) => Number(bodyOf(exchange)) >= 60);
    expect(made.filter(({ failure }) => failure).length).toBeLessThan(40);
    expect(late.length).toBeGreaterThan(100);
    expect(server.requests.at(-1)).toMatch(/\r\nconnection: close\r\n/);
  });

  it("passes interim replies over", async () => {
    const server = await serve((socket) => socket.write(`HTTP/1.1 103 Early\r\nx: y\r\n\r\n${ok("hi")}`));
    expect((await one(driverAt(server.url))).reply).toMatchObject({
      status: 200,
      headers: [["content-length", "2"]],
    });
  });

  it("tells of a reply that is sent twice, with the reply that it came after", async () => {
    const server = await serve((socket, _, index) => socket.write(ok(`${index}`) + ok(`${index}`)));
    const driver = driverAt(server.url);
    const made: Exchange[] = [];
    for (let index = 0; index < 5; index++) made.push(await one(driver));
    expect(made.map(bodyOf)).toEqual(["0", "1", "2", "3", "4"]);
    expect(made.slice(2).map(({ stray }) => textOf(stray?.bytes))).toEqual(
      ["2", "3", "4"].map((body) => ok(body)),
    );
  });

  it("says nothing of a 408 before a connection is closed that nobody uses", async () => {
    const late = "HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\r\n";
    const server = await serve((socket, _, index) => {
      socket.write(ok(`${index}`));
      setTimeout(() => socket.end(late), 5);
    });
    const driver = driverAt(server.url);
    for (let index = 0; index < 3; index++) {
      expect(await one(driver)).not.toHaveProperty("stray");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

  it("sends an empty body with its length, and none with a GET", async () => {
    const server = await serve((socket) => socket.write(ok("")));
    const driver = driverAt(server.url);
    await exchanges(driver, [{ do: "invoke", operation: "Invoke", input: { FunctionName: "f" } }]);
    await exchanges(driver, [
      { do: "invoke", operation: "Invoke", input: { FunctionName: "f" }, wire: { method: "GET" } },
    ]);
    expect(server.requests[0]).toMatch(/^POST .*\r\ncontent-length: 0\r\n\r\n$/s);
    expect(server.requests[1]).not.toMatch(/content-length/i);
  });
});

describe("through node:net", () => {
  it.each<[string, WireShape, RegExp]>([
    ["a blank in the target", { target: "/a b" }, /^POST \/a b HTTP\/1.1\r\n/],
    ["a NUL in the target", { target: "/\0" }, /^POST \/\0 HTTP\/1.1\r\n/],
    ["a target without a slash", { target: "*" }, /^POST \* HTTP\/1.1\r\n/],
    ["a method in lower case", { method: "post" }, /^post /],
    ["CONNECT", { method: "CONNECT" }, /^CONNECT /],
    ["a field name with a blank", { headers: [["x y", "z"]] }, /\r\nx y: z\r\n/],
    ["a delete character", { headers: [["x", "\x7f"]] }, /\r\nx: \x7f\r\n/],
    [
      "its own host",
      { headers: [["Host", "example.org"]] },
      /HTTP\/1.1\r\nconnection.*\r\nHost: example.org\r\n/s,
    ],
    ["its own connection", { headers: [["Connection", "x"]] }, /^(?!.*keep-alive).*\r\nConnection: x\r\n/s],
    ["a length of its own", { headers: [["Content-Length", "1"]] }, /\r\nContent-Length: 1\r\n\r\nn$/],
    ["another coding", { headers: [["Transfer-Encoding", "gzip"]] }, /\r\nTransfer-Encoding: gzip\r\n\r\n$/],
    [
      "chunks",
      { framing: "chunked" },
      /\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nn\r\n1\r\n1\r\n0\r\n\r\n$/,
    ],
  ])("sends %s", async (_, wire, expected) => {
    const server = await serve((socket) => socket.write(ok("fine")));
    expect(bodyOf(await one(driverAt(server.url), wire))).toBe("fine");
    expect(server.requests[0]).toMatch(expected);
  });

  it("sends an empty body in chunks, and a large one in several", async () => {
    const server = await serve((socket) => socket.write(ok("fine")));
    const wire: WireShape = { framing: "chunked" };
    await exchanges(driverAt(server.url), [
      step({ wire, payload: { text: "" } }),
      step({ wire, payload: { repeat: { text: "x" }, times: 150_000 } }),
    ]);
    expect(server.requests[0]).toMatch(/\r\n\r\n0\r\n\r\n$/);
    expect(server.requests[1]?.match(/\r\n(?:10000|49f0)\r\n/g)).toHaveLength(3);
  });

  const expectation: WireShape = { headers: [["Expect", "100-continue"]] };

  it("holds the body back until it is told to go on", async () => {
    const events: string[] = [];
    const server = closing(
      await continuing(events, (socket) => socket.write("HTTP/1.1 100 Continue\r\n\r\n")),
    );
    expect(bodyOf(await one(driverAt(server.url), expectation))).toBe("fine");
    expect(events).toEqual(["head", "body"]);
  });

  it("sends no body when the server wants none", async () => {
    const events: string[] = [];
    const server = closing(
      await continuing(events, (socket) => socket.write("HTTP/1.1 417 No\r\ncontent-length: 0\r\n\r\n")),
    );
    expect((await one(driverAt(server.url), expectation)).reply?.status).toBe(417);
    expect(events).toEqual(["head"]);
  });

  it("goes away after the request was sent", async () => {
    const server = await serve(() => undefined);
    const began = performance.now();
    const exchange = await one(driverAt(server.url), { leave: { afterMs: 50, of: "sent" } });
    expect(performance.now() - began).toBeGreaterThan(45);
    expect(exchange).not.toHaveProperty("reply");
    expect(exchange).not.toHaveProperty("failure");
    await expect.poll(() => server.open.size).toBe(0);
  });

  it("goes away after the first bytes of the body", async () => {
    const server = await serve((socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc"));
    const { reply } = await one(driverAt(server.url), { leave: { afterMs: 0, of: "first-byte" } });
    expect(reply).toMatchObject({ status: 200 });
    expect(Buffer.from(reply?.body ?? []).toString()).toBe("abc");
    expect(reply).not.toHaveProperty("fault");
    await expect.poll(() => server.open.size).toBe(0);
  });

  it("does not go away from a reply that is whole before", async () => {
    const server = await serve((socket) => socket.write(ok("fine")));
    expect(bodyOf(await one(driverAt(server.url), { leave: { afterMs: 1000, of: "sent" } }))).toBe("fine");
  });

  it("calls beside one another are under way at one time, each on a connection of its own", async () => {
    const waiting: Socket[] = [];
    const server = await serve((socket) => {
      waiting.push(socket);
      // No request is answered before all 3 have arrived.
      if (waiting.length === 3) for (const one of waiting) one.write(ok(""));
    });
    const driver = driverAt(server.url, { connections: 1 });
    const beside = step({ wire: { beside: true } });
    const { calls } = await driver.perform([step(), beside, beside], "n1");
    expect(calls.map((call) => call.exchanges[0]?.reply?.status)).toEqual([200, 200, 200]);
    expect(server.opened).toBe(3);
  });

  describe("on the same connection", () => {
    const pair: Step[] = [step(), step({ wire: { sameConnection: true } })];

    it("sends what is to share one", async () => {
      const server = await serve((socket, _, index) => socket.write(ok(String(index))));
      const made = await exchanges(driverAt(server.url), [
        ...pair,
        { do: "wait", ms: 5 },
        step({ wire: { sameConnection: true } }),
        step({ wire: netDoor }),
      ]);
      expect(made.map(bodyOf)).toEqual(["0", "1", "2", "3"]);
      expect(server.opened).toBe(2);
    });

    it("opens another when the server closed the first properly", async () => {
      const server = await serve((socket, _, index) => socket.end(ok(String(index))));
      expect((await exchanges(driverAt(server.url), pair)).map(bodyOf)).toEqual(["0", "1"]);
      expect(server.opened).toBe(2);
    });

    it("opens another when the server says that it will close", async () => {
      const server = await serve((socket, _, index) =>
        socket.write(ok(String(index), "connection: close\r\n")),
      );
      expect((await exchanges(driverAt(server.url), pair)).map(bodyOf)).toEqual(["0", "1"]);
      expect(server.opened).toBe(2);
    });

    it("shows what a reply left behind", async () => {
      const server = await serve((socket) => socket.write("HTTP/1.1 204 No Content\r\n\r\nnull"));
      const [first] = await exchanges(driverAt(server.url), pair);
      expect(textOf(first?.stray?.bytes)).toBe("null");
    });

    it("shows what comes too late", async () => {
      const server = await serve((socket, _, index) => {
        socket.write(ok("fine"));
        if (index === 0) setTimeout(() => socket.write("late"), 20);
      });
      const [first, second] = await exchanges(driverAt(server.url), [
        step(),
        { do: "wait", ms: 60 },
        step({ wire: { sameConnection: true } }),
      ]);
      expect(bodyOf(first)).toBe("fine");
      expect(bodyOf(second)).toBe("fine");
      expect(textOf(second?.stray?.bytes)).toBe("late");
    });
  });
});

/** A server that calls `then` when a head arrives, and answers with 200 when the body arrives. */
async function continuing(events: string[], then: (socket: Socket) => void): Promise<RawServer> {
  const net = await import("node:net");
  const server = net.createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      if (bytes.toString().startsWith("POST")) {
        events.push("head");
        then(socket);
      } else {
        events.push("body");
        socket.write(ok("fine"));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return { url, requests: [], opened: 0, open: new Set(), close };
}

describe("a case", () => {
  it("is performed step by step", async () => {
    const server = await serve((socket, _, index) => socket.write(ok(String(index))));
    const driver = driverAt(server.url);
    const began = performance.now();
    const { nonce, calls } = await driver.perform([step({ as: "a" }), { do: "wait", ms: 40 }, step()], "n1");
    expect(performance.now() - began).toBeGreaterThan(35);
    expect(nonce).toBe("n1");
    expect(calls).toMatchObject([{ step: { as: "a" } }, { input: { FunctionName: "probe" } }]);
    expect(calls.map((call) => Buffer.from(call.payload ?? []).toString())).toEqual(["n1", "n1"]);
  });

  it("shows what the collector counted", async () => {
    const server = await serve((socket) => socket.write(ok("")));
    const collector = closing(await startCollector());
    const driver = driverAt(server.url, { collector });
    const working = driver.perform(
      [step({ payload: { text: "{collector}" } }), { do: "collect", atLeast: 2, withinMs: 1000 }],
      "n1",
    );
    for (const requestId of ["a", "b"]) {
      await fetch(collector.url, { method: "POST", body: JSON.stringify({ nonce: "n1", requestId }) });
    }
    const { ledger } = await working;
    expect(ledger?.map(({ requestId }) => requestId)).toEqual(["a", "b"]);
    expect(server.requests[0]?.endsWith(collector.url)).toBe(true);
  });

  it("has no ledger without a collector", async () => {
    const server = await serve((socket) => socket.write(ok("")));
    const observation = await driverAt(server.url).perform(
      [{ do: "collect", atLeast: 1, withinMs: 10 }],
      "n1",
    );
    expect(observation).toEqual({ nonce: "n1", calls: [] });
  });

  it("that cannot be sent is the fault of whoever made it", async () => {
    const server = await serve((socket) => socket.write(ok("")));
    const driver = driverAt(server.url);
    await expect(one(driver, { headers: [["x", "a\nb"]] })).rejects.toThrow(UnsendableError);
    await expect(one(driver, { signature: "no-permission" })).rejects.toThrow(UnsendableError);
    expect(server.requests).toEqual([]);
  });
});

describe("TLS", () => {
  const pem = (name: string): string =>
    readFileSync(join(import.meta.dirname, "testing", `${name}.pem`), "utf8");
  const ca = pem("cert");

  async function serveTls(): Promise<URL> {
    const server = createTlsServer({ key: pem("key"), cert: ca }, (_, reply) => reply.end("fine"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing({
      close: () => {
        server.closeAllConnections();
        return new Promise<void>((resolve) => server.close(() => resolve()));
      },
    });
    return new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  it.each(doors)("trusts what it is told to, through %s", async (_, door) => {
    const url = await serveTls();
    expect(bodyOf(await one(driverAt(url, { tls: { ca } }), door))).toBe("fine");
    expect(bodyOf(await one(driverAt(url, { tls: { insecure: true } }), door))).toBe("fine");
    const refused = await one(driverAt(url), door);
    expect(refused.failure).toMatchObject({ kind: "refused", says: expect.stringMatching(/self.signed/) });
    const named = new URL(`https://localhost:${url.port}`);
    expect(bodyOf(await one(driverAt(named, { tls: { ca } }), door))).toBe("fine");
  });
});

describe("a signature", () => {
  const authorization = (exchange: Exchange): string | undefined =>
    headerValue(exchange.request.headers, "authorization");

  it("stands where the target wants it, and where a step asks for it", async () => {
    const server = await serve((socket) => socket.write(ok("")));
    const signing = driverAt(server.url, { target: targetAt(server.url, { signs: true }) });
    const plain = driverAt(server.url);
    expect(authorization(await one(signing))).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\//);
    expect(authorization(await one(signing, { signature: "none" }))).toBeUndefined();
    expect(authorization(await one(plain))).toBeUndefined();
    expect(authorization(await one(plain, { signature: "sound" }))).toMatch(/^AWS4-HMAC-SHA256 /);
    expect(server.requests[0]).toMatch(/\r\nAuthorization: AWS4-HMAC-SHA256 /);
  });

  it("is wrong, expired, or of another as a step wants it", async () => {
    const server = await serve((socket) => socket.write(ok("")));
    const unprivileged = { accessKeyId: "AKIDNOBODY", secretAccessKey: "other" };
    const driver = driverAt(server.url, { target: targetAt(server.url, { signs: true, unprivileged }) });
    expect(authorization(await one(driver, { signature: "unknown-key" }))).toMatch(
      /Credential=AKIAUNKNOWNKEY222222\//,
    );
    expect(authorization(await one(driver, { signature: "no-permission" }))).toMatch(
      /Credential=AKIDNOBODY\//,
    );
    expect(authorization(await one(driver, { signature: "wrong" }))).toMatch(/Credential=AKIDEXAMPLE\//);
    const expired = await one(driver, { signature: "expired" });
    const [, year, month, day, hour] =
      /^(\d{4})(\d\d)(\d\d)T(\d\d)/.exec(headerValue(expired.request.headers, "x-amz-date") ?? "") ?? [];
    const age = Date.now() - Date.parse(`${year}-${month}-${day}T${hour}:00:00Z`);
    expect(age).toBeGreaterThan(55 * 60_000);
  });

  it("is not put over one that the user brings, and can be taken apart", async () => {
    const server = await serve((socket) => socket.write(ok("")));
    const target = targetAt(server.url, { signs: true });
    const brought = driverAt(server.url, { target, headers: [["Authorization", "Bearer x"]] });
    expect(authorization(await one(brought))).toBe("Bearer x");
    const without = await one(driverAt(server.url, { target }), { without: ["x-amz-date"] });
    expect(authorization(without)).toMatch(/SignedHeaders=[^,]*x-amz-date/);
    expect(headerValue(without.request.headers, "x-amz-date")).toBeUndefined();
  });
});
