import { connect, type Socket } from "node:net";
import { mutateBytes } from "./mutate.ts";
import type { Random } from "./random.ts";

const PATH = "/2015-03-31/functions/probe/invocations";
const STREAM = "/2021-11-15/functions/probe-stream/response-streaming-invocations";

function request(target: string, headers: readonly string[], body: string): Buffer {
  const lines = [
    `POST ${target} HTTP/1.1`,
    "Host: a",
    ...headers,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "",
    "",
  ];
  return Buffer.concat([Buffer.from(lines.join("\r\n"), "latin1"), Buffer.from(body)]);
}

const probe = (order: object): string => JSON.stringify({ $probe: order });

/** Sound requests of every kind, to mutate. */
export const requests: readonly Buffer[] = [
  request(PATH, [], "{}"),
  request(PATH, ["X-Amz-Log-Type: Tail"], probe({ return: { value: { nonce: "n" } } })),
  request(PATH, ["X-Amz-Invocation-Type: Event"], '"event"'),
  request(PATH, ["X-Amz-Invocation-Type: DryRun"], ""),
  request(`${PATH}?Qualifier=live`, [], probe({ context: true })),
  request(
    PATH.replace("probe", "arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Aprobe%3A1"),
    [],
    "null",
  ),
  request(PATH, ["X-Amz-Client-Context: eyJjdXN0b20iOnt9fQ=="], "[1,2,3]"),
  request(PATH, [], probe({ throw: { type: "T", message: "m" } })),
  request(PATH, [], probe({ bytes: { size: 100 } })),
  request(PATH, [], probe({ sleep: { ms: 1 }, log: { lines: ["a"] } })),
  request(PATH.replace("probe", "probe-tenancy"), ["X-Amz-Tenant-Id: blue"], "{}"),
  request(PATH.replace("probe", "probe-durable%3A1"), ["X-Amz-Durable-Execution-Name: one"], "{}"),
  request(STREAM, [], probe({ stream: { chunks: [{ text: "a", times: 3 }] } })),
  request(
    STREAM,
    ["X-Amz-Log-Type: Tail"],
    probe({ stream: { chunks: [{ text: "a" }], throw: { type: "T", message: "m", after: 0 } } }),
  ),
  Buffer.from(`POST ${PATH} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`),
  Buffer.from(`POST ${PATH} HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}`),
  request(
    PATH,
    [
      "X-Amz-Date: 20260101T000000Z",
      `Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host;x-amz-date, Signature=${"0a".repeat(32)}`,
    ],
    "{}",
  ),
];

/** The result of one request: the status of its reply, `closed` if the connection ended, or `waits` if the endpoint waited for more. */
export type Came = number | "closed" | "waits";

/**
 * Sends mutated bytes on a new connection. A sound endpoint waits for the rest of an incomplete request, so the attempt ends after
 * `waitMs`.
 */
export async function sendMutated(port: number, random: Random, waitMs = 200): Promise<Came> {
  const socket: Socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(mutateBytes(random.pick(requests), requests, random));
  let came: Came = "closed";
  const timer = setTimeout(() => {
    came = "waits";
    socket.destroy();
  }, waitMs);
  socket.on("data", (bytes) => {
    const status = /^HTTP\/1\.1 (\d{3})/.exec(bytes.toString("latin1"))?.[1];
    if (status === undefined || status === "100") return;
    came = Number(status);
    socket.destroy();
  });
  // Not `once`: that rejects if the connection is reset before it closes.
  await new Promise((closed) => socket.on("close", closed));
  clearTimeout(timer);
  return came;
}
