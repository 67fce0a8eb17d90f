import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { connect, type Socket } from "node:net";
import { CLI, watchMemory } from "./measure.ts";

/** An attack by a hostile program or page on the reference that `serve` runs. */
export interface Attack {
  readonly name: string;
  act(port: number): Promise<unknown>;
}

export interface Attacked {
  readonly name: string;
  /** What most of the requests got, and whether a plain request gets a response afterwards. */
  readonly outcome: string;
  readonly answersAfter: boolean;
  readonly ms: number;
  readonly peakMb: number;
}

const PATH = "/2015-03-31/functions/probe/invocations";

function call(
  port: number,
  body: string,
  headers: Record<string, string> = {},
  path = PATH,
): Promise<string> {
  return new Promise((resolve) => {
    const asking = request(
      { port, host: "127.0.0.1", method: "POST", path, headers, timeout: 60_000 },
      (reply) => {
        reply
          .on("error", () => resolve("cut"))
          .on("end", () => resolve(String(reply.statusCode)))
          .resume();
      },
    );
    asking
      .on("timeout", () => asking.destroy())
      .on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "error"));
    asking.end(body);
  });
}

const many = <T>(count: number, act: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, act));

/** A connection that sends something and then stays silent for a while. */
function hold(port: number, first: string | Buffer, forMs: number, reads = true): Promise<string> {
  return new Promise((resolve) => {
    const socket: Socket = connect(port, "127.0.0.1");
    if (!reads) socket.pause();
    socket.on("error", () => undefined).on("close", () => resolve("closed"));
    socket.write(first);
    setTimeout(() => socket.destroy(), forMs);
  });
}

const probe = (order: object): string => JSON.stringify({ $probe: order });
const post = (body: string, length = body.length): string =>
  `POST ${PATH} HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\n${body}`;

export const attacks: readonly Attack[] = [
  { name: "one result of 500 MB", act: (port) => call(port, probe({ bytes: { size: 5e8 } })) },
  {
    name: "three results of 500 MB at once",
    act: (port) => many(3, () => call(port, probe({ bytes: { size: 5e8 } }))),
  },
  {
    name: "50 results of 6 MB at once",
    act: (port) => many(50, () => call(port, probe({ bytes: { size: 6e6 } }))),
  },
  {
    name: "50 results of 7 MB at once",
    act: (port) => many(50, () => call(port, probe({ bytes: { size: 7e6 } }))),
  },
  {
    name: "60 durable executions with results of 5 MB",
    act: async (port) => {
      const path = PATH.replace("probe", "probe-durable:$LATEST");
      const came: string[] = [];
      for (let index = 0; index < 60; index++) {
        came.push(await call(port, probe({ return: { value: "x".repeat(5e6) } }), {}, path));
      }
      return came;
    },
  },
  {
    name: "a stream of 1 GB, gathered",
    act: (port) => call(port, probe({ stream: { chunks: [{ text: "a".repeat(1000), times: 1e6 }] } })),
  },
  {
    name: "16 streams of 6 MB, gathered",
    act: (port) =>
      many(16, () => call(port, probe({ stream: { chunks: [{ text: "a".repeat(1000), times: 6000 }] } }))),
  },
  { name: "a log of 500 MB", act: (port) => call(port, probe({ log: { bytes: 5e8 } })) },
  {
    name: "200 functions that sleep",
    act: (port) => many(200, () => call(port, probe({ sleep: { ms: 2000 } }))),
  },
  {
    name: "20 functions that sleep beside 16 events of 6 MB",
    act: (port) =>
      Promise.all([
        many(20, () => call(port, probe({ sleep: { ms: 2500 } }))),
        many(16, () => call(port, `"${"a".repeat(6e6)}"`)),
      ]),
  },
  { name: "16 events of 6 MB of text", act: (port) => many(16, () => call(port, `"${"a".repeat(6e6)}"`)) },
  {
    name: "16 events of 6 MB of empty arrays",
    act: (port) => many(16, () => call(port, `[${"[],".repeat(1.9e6)}[]]`)),
  },
  {
    name: "16 events of 6 MB of numbers",
    act: (port) => many(16, () => call(port, `[${"1.5,".repeat(1.4e6)}1]`)),
  },
  {
    name: "16 events of 6 MB of numbers that grow",
    act: (port) => many(16, () => call(port, `[${"1e20,".repeat(1.1e6)}1]`)),
  },
  {
    name: "16 events 2,900,000 deep",
    act: (port) => many(16, () => call(port, "[".repeat(2.9e6) + "]".repeat(2.9e6))),
  },
  {
    name: "16 errors of 5 MB",
    act: (port) => many(16, () => call(port, probe({ throw: { type: "a", message: "m".repeat(5e6) } }))),
  },
  {
    name: "2,000 asynchronous events of 250 KB",
    act: (port) =>
      many(2000, () => call(port, `"${"a".repeat(250_000)}"`, { "X-Amz-Invocation-Type": "Event" })),
  },
  {
    name: "300 tenants",
    act: (port) =>
      many(300, () =>
        call(port, "{}", { "X-Amz-Tenant-Id": `t${Math.random()}` }, PATH.replace("probe", "probe-tenancy")),
      ),
  },
  { name: "bodies of 60 MB from 20 clients", act: (port) => many(20, () => call(port, "a".repeat(6e7))) },
  {
    name: "300 clients that take nothing of their 6 MB",
    act: (port) => many(300, () => hold(port, post(probe({ bytes: { size: 6e6 } })), 20_000, false)),
  },
  {
    name: "300 clients that stop within 10 MB",
    act: (port) => many(300, () => hold(port, post("a".repeat(9e6), 1e7), 20_000)),
  },
  { name: "2,000 connections that say nothing", act: (port) => many(2000, () => hold(port, "", 5000)) },
  {
    name: "1,500 connections with half a head of 60 KB",
    act: (port) => many(1500, () => hold(port, `POST ${PATH} HTTP/1.1\r\nX: ${"a".repeat(60_000)}`, 5000)),
  },
  {
    name: "1,000 bodies in chunks, never ended",
    act: (port) =>
      many(1000, () =>
        hold(
          port,
          `POST ${PATH} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4000\r\n${"a".repeat(10_000)}`,
          10_000,
        ),
      ),
  },
  {
    name: "a count at another host",
    act: (port) =>
      call(port, probe({ count: { url: "http://169.254.169.254/latest/meta-data", nonce: "n" } })),
  },
  { name: "a page of a stranger", act: (port) => call(port, "{}", { Origin: "https://evil.example" }) },
  {
    name: "a page whose host stands for this machine",
    act: (port) => call(port, "{}", { Origin: `http://evil.example:${port}`, Host: `evil.example:${port}` }),
  },
];

/** Starts `serve`, attacks it, and checks whether it still answers afterwards. */
export async function attacked({ name, act }: Attack): Promise<Attacked> {
  const child: ChildProcess = spawn(process.execPath, [CLI, "serve"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [first] = (await once(child.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  const port = Number(new URL(first.toString().trim()).port);
  const memory = watchMemory(child.pid as number);
  const began = performance.now();
  const came = [await act(port)].flat(2) as unknown[];
  const ms = performance.now() - began;
  const after = await call(port, "{}");
  const peakMb = memory.end();
  child.kill("SIGKILL");
  await once(child, "close");
  const counts = Map.groupBy(came, String);
  return {
    name,
    outcome: [...counts]
      .map(([what, its]) => (its.length === 1 ? what : `${its.length} x ${what}`))
      .join(", "),
    answersAfter: after === "200",
    ms,
    peakMb,
  };
}
