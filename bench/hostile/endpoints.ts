import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { encodeFrame } from "../../wire/encode-frame.ts";

/** An endpoint that misbehaves on purpose. */
export interface HostileEndpoint {
  readonly name: string;
  /** Answers one request on a connection. `count` is the number of requests so far on all connections. Absent: only `connected` acts. */
  answer?(socket: Socket, request: Request, count: number): void;
  connected?(socket: Socket): void;
}

/** The parts of a request that hostile endpoints look at. */
export interface Request {
  readonly head: string;
  readonly body: string;
}

const OK = "HTTP/1.1 200 OK\r\n";
const JSON_TYPE = "Content-Type: application/json\r\n";
const STREAM_TYPE = "Content-Type: application/vnd.amazon.eventstream\r\n";
const MB = 1_000_000;

/** Sends the same bytes to every request. */
function bytes(name: string, text: string | Buffer, end = false): HostileEndpoint {
  return {
    name,
    answer(socket) {
      const content = typeof text === "string" ? Buffer.from(text, "latin1") : text;
      if (end) socket.end(content);
      else socket.write(content);
    },
  };
}

function body(name: string, content: string | Buffer, headers = JSON_TYPE): HostileEndpoint {
  const whole = Buffer.from(content as string);
  return bytes(
    name,
    Buffer.concat([Buffer.from(`${OK}${headers}Content-Length: ${whole.length}\r\n\r\n`), whole]),
  );
}

/** Sends one piece every `ms`, until there are none left or the socket is closed. */
function drip(name: string, ms: number, pieces: () => Iterable<string | Buffer>): HostileEndpoint {
  return {
    name,
    answer(socket) {
      const rest = pieces()[Symbol.iterator]();
      const timer = setInterval(() => {
        const { done, value } = rest.next();
        if (done) clearInterval(timer);
        else socket.write(value);
      }, ms);
      socket.on("close", () => clearInterval(timer));
    },
  };
}

/** Sends one block repeatedly, as fast as it is read. */
function flood(name: string, head: string, block: string | Buffer): HostileEndpoint {
  return {
    name,
    answer(socket) {
      socket.write(head);
      const more = (): void => {
        while (!socket.destroyed && socket.write(block));
      };
      socket.on("drain", more);
      more();
    },
  };
}

function* forever(piece: string): Generator<string> {
  for (;;) yield piece;
}

function* once(first: string, rest: string): Generator<string> {
  yield first;
  yield* forever(rest);
}

const frame = (type: string, payload: string | Uint8Array): Buffer =>
  Buffer.from(
    encodeFrame(
      [
        { name: ":event-type", type: "string", value: type },
        { name: ":content-type", type: "string", value: "application/json" },
        { name: ":message-type", type: "string", value: "event" },
      ],
      Buffer.from(payload as string),
    ),
  );

/** A frame without headers, which is the smallest possible. */
const tinyFrame: Buffer = Buffer.from(encodeFrame([], new Uint8Array()));

const badHeads: readonly (readonly [string, string])[] = [
  ["two lengths", `${OK}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
  ["a list of lengths", `${OK}Content-Length: 2, 3\r\n\r\n{}`],
  ["a negative length", `${OK}Content-Length: -2\r\n\r\n{}`],
  ["a length with a sign", `${OK}Content-Length: +2\r\n\r\n{}`],
  ["a length in hexadecimal", `${OK}Content-Length: 0x2\r\n\r\n{}`],
  ["a length beyond all numbers", `${OK}Content-Length: 99999999999999999999999\r\n\r\n{}`],
  ["an empty length", `${OK}Content-Length: \r\n\r\n{}`],
  ["length and coding", `${OK}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`],
  ["an unknown coding", `${OK}Transfer-Encoding: snail\r\n\r\n{}`],
  ["chunked twice", `${OK}Transfer-Encoding: chunked, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`],
  ["a status that is no number", "HTTP/1.1 abc OK\r\nContent-Length: 2\r\n\r\n{}"],
  ["a status of two digits", "HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\n{}"],
  ["a status of four digits", "HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\n{}"],
  ["status 000", "HTTP/1.1 000 No\r\nContent-Length: 2\r\n\r\n{}"],
  ["status 999", "HTTP/1.1 999 No\r\nContent-Length: 2\r\n\r\n{}"],
  ["a negative status", "HTTP/1.1 -200 OK\r\nContent-Length: 2\r\n\r\n{}"],
  ["HTTP/0.9", "{}"],
  ["HTTP/2.0", "HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\n{}"],
  ["HTTP/1.9", "HTTP/1.9 200 OK\r\nContent-Length: 2\r\n\r\n{}"],
  ["a request for a reply", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"],
  ["NUL in a field", `${OK}X: a\0b\r\nContent-Length: 2\r\n\r\n{}`],
  ["NUL in a name", `${OK}X\0: a\r\nContent-Length: 2\r\n\r\n{}`],
  ["a carriage return in a field", `${OK}X: a\rb\r\nContent-Length: 2\r\n\r\n{}`],
  ["a field without a colon", `${OK}nonsense\r\nContent-Length: 2\r\n\r\n{}`],
  ["a field without a name", `${OK}: a\r\nContent-Length: 2\r\n\r\n{}`],
  ["a blank before the colon", `${OK}X : a\r\nContent-Length: 2\r\n\r\n{}`],
  ["a folded field", `${OK}X: a\r\n b\r\nContent-Length: 2\r\n\r\n{}`],
  ["bare line feeds", "HTTP/1.1 200 OK\nContent-Length: 2\n\n{}"],
  ["a byte order mark", `\xef\xbb\xbf${OK}Content-Length: 2\r\n\r\n{}`],
  ["binary noise", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\x00\xff\xfe"],
  ["a preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0"],
  [
    "101, which nobody asked for",
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
  ],
  ["100 without end", "HTTP/1.1 100 Continue\r\n\r\n"],
];

const badBodies: readonly (readonly [string, string])[] = [
  ["a chunk without a size", `${OK}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`],
  ["a chunk of a negative size", `${OK}Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n`],
  ["a chunk of a huge size", `${OK}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}\r\n`],
  ["a chunk that is too long", `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\n{}{}\r\n0\r\n\r\n`],
  ["chunks without an end", `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n`],
  ["trailers that are none", `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nnonsense\0\r\n\r\n`],
  ["less than announced", `${OK}Content-Length: 200\r\n\r\n{}`],
  ["more than announced", `${OK}Content-Length: 2\r\n\r\n{}garbage`],
  ["a body with 204", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello"],
  ["a body with 304", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello"],
  ["the reply twice", `${OK}Content-Length: 2\r\n\r\n{}${OK}Content-Length: 2\r\n\r\n{}`],
  ["a redirect to itself", "HTTP/1.1 307 Again\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"],
  ["content that is no gzip", `${OK}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}`],
];

/** Text that tries to spoil a terminal, a page, a table or a CI log. */
const SPOIL =
  "\u001b[2J\u001b]0;owned\u0007\u202e ::error::fake\n::stop-commands::x\r\n##[add-mask]a ##vso[task.complete]b <script>alert(1)</script> =HYPERLINK(0) `|` \u0000\u009b31m";

const hostileTexts: readonly HostileEndpoint[] = [
  body("hostile text as a result", JSON.stringify(SPOIL)),
  body("hostile text as a body", SPOIL),
  bytes(
    "hostile text as an error",
    `HTTP/1.1 400 Bad\r\nx-amzn-ErrorType: ${"<b>::error::</b>"}\r\nContent-Length: ${Buffer.byteLength(JSON.stringify({ message: SPOIL }))}\r\n\r\n${Buffer.from(JSON.stringify({ message: SPOIL })).toString("latin1")}`,
  ),
  bytes("hostile text as a field", `${OK}X-Evil: \x1b[2J::error::\x9b31m\r\nContent-Length: 2\r\n\r\n{}`),
  bytes("hostile text as a reason", `HTTP/1.1 200 \x1b[2J::error::fake\r\nContent-Length: 2\r\n\r\n{}`),
  body("text that is no UTF-8", Buffer.from([0x22, 0xff, 0xfe, 0xc0, 0x80, 0x22])),
  body("half a surrogate pair", '"\\ud800"'),
  body(
    "a member named __proto__",
    '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
  ),
  {
    name: "the request, echoed with its secrets",
    answer(socket, { head, body: sent }) {
      const text = JSON.stringify({
        head,
        sent,
        base64: Buffer.from(head).toString("base64"),
        hex: Buffer.from(head).toString("hex"),
      });
      socket.write(
        `HTTP/1.1 400 Bad\r\nx-amzn-ErrorType: A\r\n${JSON_TYPE}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n`,
      );
      socket.write(text);
    },
  },
];

const times: readonly HostileEndpoint[] = [
  { name: "silence", answer() {} },
  { name: "silence from the first byte on", connected() {} },
  { name: "a connection that is closed at once", connected: (socket) => void socket.end() },
  { name: "a connection that is reset at once", connected: (socket) => void socket.resetAndDestroy() },
  { name: "a request that is answered with a reset", answer: (socket) => void socket.resetAndDestroy() },
  bytes("half a head and the end", "HTTP/1.1 200 OK\r\nContent-Le", true),
  bytes("half a head and silence", "HTTP/1.1 200 OK\r\nContent-Le"),
  bytes("a head and silence", `${OK}Content-Length: 100\r\n\r\n`),
  bytes("a head and the end", `${OK}Content-Length: 100\r\n\r\n`, true),
  drip("a head that drips", 50, () => once(OK, "X: a\r\n")),
  drip("a field that drips", 50, () => once(`${OK}X: `, "a")),
  drip("a body that drips", 50, () => once(`${OK}Content-Length: ${10 * MB}\r\n\r\n`, "a")),
  drip("chunks that drip", 50, () => once(`${OK}Transfer-Encoding: chunked\r\n\r\n`, "1\r\na\r\n")),
  drip("interim replies that drip", 50, () => forever("HTTP/1.1 103 Early Hints\r\n\r\n")),
  drip("a stream of empty frames that drips", 50, () =>
    once(`${OK}${STREAM_TYPE}\r\n`, tinyFrame.toString("latin1")),
  ),
  {
    name: "a reply before the request is whole",
    connected(socket) {
      socket.once("data", () => void socket.write(`${OK}Content-Length: 2\r\n\r\n{}`));
    },
  },
  {
    name: "every second request is reset",
    answer(socket, _, count) {
      if (count % 2 === 0) socket.resetAndDestroy();
      else socket.write(`${OK}Content-Length: 2\r\n\r\n{}`);
    },
  },
  {
    name: "another answer each time",
    answer(socket, _, count) {
      const status = [200, 404, 429, 500, 403, 204][count % 6] as number;
      socket.write(
        `HTTP/1.1 ${status} X\r\nContent-Length: ${status === 204 ? 0 : 2}\r\n\r\n${status === 204 ? "" : "{}"}`,
      );
    },
  },
  {
    name: "the connection is closed after each reply, without a word",
    answer: (socket) => void socket.end(`${OK}Content-Length: 2\r\n\r\n{}`),
  },
  {
    name: "replies that nobody asked for",
    answer(socket) {
      socket.write(`${OK}Content-Length: 2\r\n\r\n{}`);
      setTimeout(() => socket.write(`${OK}Content-Length: 4\r\n\r\nnull`), 20);
    },
  },
  bytes(
    "429, always",
    "HTTP/1.1 429 Slow\r\nx-amzn-ErrorType: TooManyRequestsException\r\nContent-Length: 2\r\n\r\n{}",
  ),
  bytes(
    "403, always",
    "HTTP/1.1 403 No\r\nx-amzn-ErrorType: AccessDeniedException\r\nContent-Length: 2\r\n\r\n{}",
  ),
];

const large: readonly HostileEndpoint[] = [
  body("64 MB of text", Buffer.alloc(64 * MB, "a")),
  body("64 MB of a JSON string", `"${"a".repeat(64 * MB)}"`),
  body("8 MB of empty objects", `[${"{},".repeat(2_600_000)}{}]`),
  body("8 MB of empty arrays", `[${"[],".repeat(2_600_000)}[]]`),
  body("8 MB of numbers", `[${"1,".repeat(3_900_000)}1]`),
  body("8 MB of members", `{${Array.from({ length: 500_000 }, (_, index) => `"${index}":1`).join(",")}}`),
  body("JSON 6,000 deep", `${"[".repeat(6000)}${"]".repeat(6000)}`),
  body("JSON 1,000,000 deep", `${"[".repeat(MB)}${"]".repeat(MB)}`),
  body("objects 6,000 deep", `${'{"a":'.repeat(6000)}1${"}".repeat(6000)}`),
  body("an error 6,000 deep", `{"message":"a","detail":${"[".repeat(6000)}${"]".repeat(6000)}}`),
  body("a number of 1,000,000 digits", "1".repeat(MB)),
  body(
    "a message that failures are looked for in",
    JSON.stringify({ message: `1 validation error detected: ${"Value '".repeat(500_000)}` }),
  ),
  body("8 MB of backslashes", "\\".repeat(8 * MB)),
  body("8 MB of percent signs", "%25".repeat(2_600_000)),
  body("8 MB of secret names", '"token":"abcdefgh",'.repeat(400_000)),
  body("gzip of 1 GB", gzipSync(Buffer.alloc(100 * MB)), `${JSON_TYPE}Content-Encoding: gzip\r\n`),
  bytes(
    "a log of 10 MB in a field",
    `${OK}X-Amz-Log-Result: ${"QUJD".repeat(2_500_000)}\r\nContent-Length: 2\r\n\r\n{}`,
  ),
  bytes(
    "a log of 200 KB in a field",
    `${OK}X-Amz-Log-Result: ${"QUJD".repeat(50_000)}\r\nContent-Length: 2\r\n\r\n{}`,
  ),
  bytes("20,000 fields", `${OK}${"a: b\r\n".repeat(20_000)}Content-Length: 2\r\n\r\n{}`),
  bytes("1,900 fields", `${OK}${"a: b\r\n".repeat(1_900)}Content-Length: 2\r\n\r\n{}`),
  bytes("a reason of 1 MB", `HTTP/1.1 200 ${"a".repeat(MB)}\r\nContent-Length: 2\r\n\r\n{}`),
  flood("fields without end", OK, "X: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n"),
  flood("one field without end", `${OK}X: `, "a".repeat(10_000)),
  flood("a body without end", `${OK}\r\n`, Buffer.alloc(65_536, "a")),
  flood(
    "a body without end, byte by byte",
    `${OK}Transfer-Encoding: chunked\r\n\r\n`,
    "1\r\na\r\n".repeat(1000),
  ),
  flood("interim replies without end", "", "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(100)),
  flood("replies without end", "", `${OK}Content-Length: 2\r\n\r\n{}`.repeat(100)),
  flood("trailers without end", `${OK}Transfer-Encoding: chunked\r\n\r\n0\r\n`, "X: a\r\n".repeat(1000)),
  flood(
    "an extension of a chunk without end",
    `${OK}Transfer-Encoding: chunked\r\n\r\n1;`,
    "a".repeat(10_000),
  ),
];

const streams: readonly HostileEndpoint[] = [
  body(
    "8 MB of the smallest frames",
    Buffer.concat(Array.from({ length: 500_000 }, () => tinyFrame)),
    STREAM_TYPE,
  ),
  flood(
    "frames without end",
    `${OK}${STREAM_TYPE}\r\n`,
    Buffer.concat(Array.from({ length: 500 }, () => frame("PayloadChunk", "a"))),
  ),
  body("a frame of 4 GB, announced", Buffer.from("ffffffff0000000000000000", "hex"), STREAM_TYPE),
  body("a frame of no length", Buffer.from("00000000000000000000000000000000", "hex"), STREAM_TYPE),
  body(
    "headers longer than their frame",
    Buffer.from("00000010ffffffff0000000000000000", "hex"),
    STREAM_TYPE,
  ),
  body("half a prelude", Buffer.from("000000", "hex"), STREAM_TYPE),
  body(
    "frames with wrong checksums",
    Buffer.concat(
      Array.from({ length: 100 }, () =>
        Buffer.concat([frame("PayloadChunk", "a").subarray(0, -4), Buffer.alloc(4)]),
      ),
    ),
    STREAM_TYPE,
  ),
  body(
    "InvokeComplete 6,000 deep",
    frame("InvokeComplete", `{"ErrorDetails":${"[".repeat(6000)}${"]".repeat(6000)}}`),
    STREAM_TYPE,
  ),
  body(
    "InvokeComplete with a log of 8 MB",
    frame("InvokeComplete", JSON.stringify({ LogResult: "QUJD".repeat(2_000_000) })),
    STREAM_TYPE,
  ),
  body(
    "a log of records 6,000 deep",
    frame(
      "InvokeComplete",
      JSON.stringify({
        LogResult: Buffer.from(
          `{"type":"platform.start","record":{"requestId":${"[".repeat(6000)}${"]".repeat(6000)}}}`,
        ).toString("base64"),
      }),
    ),
    STREAM_TYPE,
  ),
  body("JSON where frames should be", "{}", STREAM_TYPE),
  body(
    "a thousand InvokeCompletes",
    Buffer.concat(Array.from({ length: 1000 }, () => frame("InvokeComplete", "{}"))),
    STREAM_TYPE,
  ),
  body("hostile text in a frame", frame(SPOIL.slice(0, 100), SPOIL), STREAM_TYPE),
];

export const endpoints: readonly HostileEndpoint[] = [
  ...badHeads.map(([name, text]) => bytes(name, text)),
  ...badHeads.slice(0, 4).map(([name, text]) => bytes(`${name}, and the end`, text, true)),
  ...badBodies.map(([name, text]) => bytes(name, text)),
  ...times,
  ...large,
  ...streams,
  ...hostileTexts,
];
