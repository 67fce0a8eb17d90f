// Sends one of the responses below, byte for byte, to whoever calls: node replies.mjs NAME. Prints its URL, then the first line of each request.
// It needs Node.js 22.2 and nothing of this suite.
import { createServer } from "node:net";
import { crc32 } from "node:zlib";

/** A frame of an event stream: lengths, their checksum, headers, payload, and the checksum of it all. */
function frame(headers, payload = "") {
  const fields = Object.entries(headers).map(([name, value]) =>
    Buffer.concat([
      Buffer.from([name.length]),
      Buffer.from(name),
      Buffer.from([7, value.length >> 8, value.length & 255]),
      Buffer.from(value),
    ]),
  );
  const rest = Buffer.concat([...fields, Buffer.from(payload)]);
  const prelude = Buffer.concat([number(rest.length + 16), number(rest.length - Buffer.byteLength(payload))]);
  const whole = Buffer.concat([prelude, number(crc32(prelude)), rest]);
  return Buffer.concat([whole, number(crc32(whole))]);
}

function number(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function event(type, contentType, payload) {
  return frame({ ":event-type": type, ":content-type": contentType, ":message-type": "event" }, payload);
}

const CHUNK = event("PayloadChunk", "application/octet-stream", "hello");
const COMPLETE = event(
  "InvokeComplete",
  "application/json",
  '{"ErrorCode":"Unhandled","ErrorDetails":"it failed","LogResult":"bG9n"}',
);
/** One wrong bit: the length of the first header's name, 11, becomes 139. The frame ends before the header does. */
const WRONG_LENGTH = Buffer.from(CHUNK);
WRONG_LENGTH[12] ^= 0x80;

const head = (status, ...fields) =>
  Buffer.from(`HTTP/1.1 ${[status, ...fields, "Connection: close"].join("\r\n")}\r\n\r\n`);
const whole = (status, fields, body = "") =>
  Buffer.concat([head(status, ...fields, `Content-Length: ${Buffer.from(body).length}`), Buffer.from(body)]);
const chunked = (body) =>
  Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from("\r\n")]);
const STREAM_HEAD = head(
  "200 OK",
  "Content-Type: application/vnd.amazon.eventstream",
  "Transfer-Encoding: chunked",
);
/** A stream whose HTTP message ends as it should, whatever its frames do. */
const stream = (...frames) =>
  Buffer.concat([STREAM_HEAD, chunked(Buffer.concat(frames)), Buffer.from("0\r\n\r\n")]);
const JSON_TYPE = "Content-Type: application/json";

/** What each answers: the bytes before the connection ends. Without any, it stays silent. */
const replies = {
  silence: undefined,
  "connection-lost-once": [Buffer.alloc(0), whole("200 OK", [JSON_TYPE], "{}")],
  "body-cut": Buffer.concat([head("200 OK", JSON_TYPE, "Content-Length: 100"), Buffer.from('{"ok":')]),
  "body-binary": whole("200 OK", ["Content-Type: application/octet-stream"], Buffer.from("00fffe80", "hex")),
  "body-json": whole("200 OK", [JSON_TYPE], '{ "n": 1.0 }'),
  "header-blanks": whole("200 OK", [JSON_TYPE, "X-Amz-Function-Error:   Unhandled\t "], "{}"),
  "log-result": whole("200 OK", [JSON_TYPE, "X-Amz-Log-Result: bG9n"], "{}"),
  "error-not-utf-8": whole(
    "500 Internal Server Error",
    [JSON_TYPE, "x-amzn-ErrorType: ServiceException"],
    Buffer.from("fffefd8081", "hex"),
  ),
  "error-half-json": whole("500 Internal Server Error", [JSON_TYPE], '{"a'),
  "error-name-in-header": whole(
    "404 Not Found",
    [JSON_TYPE, "x-amzn-ErrorType: ResourceNotFoundException"],
    '{"Type":"User","message":"no such function"}',
  ),
  "error-name-in-body": whole(
    "404 Not Found",
    [JSON_TYPE],
    '{"__type":"com.amazonaws.lambda#ResourceNotFoundException:http://example.com/","message":"no such function"}',
  ),
  "error-retry-after": whole(
    "429 Too Many Requests",
    [JSON_TYPE, "x-amzn-ErrorType: TooManyRequestsException", "Retry-After: 0"],
    '{"Type":"User","message":"too many"}',
  ),
  "stream-ends-within-frame": stream(CHUNK, COMPLETE.subarray(0, -3)),
  "stream-ends-after-prelude": stream(CHUNK, COMPLETE.subarray(0, 12)),
  "stream-connection-closed": Buffer.concat([STREAM_HEAD, chunked(CHUNK)]),
  "stream-wrong-length": stream(WRONG_LENGTH, COMPLETE),
  "stream-complete": stream(CHUNK, COMPLETE),
  "stream-error": stream(
    CHUNK,
    frame({
      ":message-type": "error",
      ":error-code": "InternalFailure",
      ":error-message": "something broke",
    }),
  ),
  "stream-exception": stream(
    CHUNK,
    frame(
      {
        ":message-type": "exception",
        ":exception-type": "ServiceException",
        ":content-type": "application/json",
      },
      '{"message":"something broke"}',
    ),
  ),
};

/** @returns where it listens, the first lines of the requests that came, and how to end it */
export async function serve(name, told = () => {}) {
  if (!Object.hasOwn(replies, name))
    throw new Error(`${name}: use one of ${Object.keys(replies).join(", ")}`);
  const inTurn = [replies[name]].flat();
  const requests = [];
  const server = createServer((socket) => {
    let request = "";
    socket.on("error", () => {});
    socket.setEncoding("latin1").on("data", (text) => {
      request += text;
      const end = request.indexOf("\r\n\r\n");
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(request)?.[1] ?? 0);
      if (end < 0 || request.length < end + 4 + length) return;
      const line = request.slice(0, request.indexOf("\r\n"));
      request = "";
      requests.push(line);
      told(line);
      const reply = inTurn[Math.min(requests.length, inTurn.length) - 1];
      if (reply?.length === 0) socket.destroy();
      else if (reply !== undefined) socket.end(reply);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, requests, close: () => server.close() };
}

if (import.meta.main ?? process.argv[1] === import.meta.filename) {
  const { url } = await serve(process.argv[2], console.log);
  console.log(url);
}
