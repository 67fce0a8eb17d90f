import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, describe, expect, test } from "vitest";

const CLI = join(import.meta.dirname, "cli.ts");
const cwd = mkdtempSync(join(tmpdir(), "cli-"));
afterAll(() => rmSync(cwd, { recursive: true }));

interface Ended {
  readonly out: string;
  readonly err: string;
  readonly status: number;
}

/** Runs the command in its own process. */
async function cli(args: readonly string[], nodeOptions: readonly string[] = []): Promise<Ended> {
  const child = spawn(process.execPath, [...nodeOptions, CLI, ...args], { cwd });
  const status = new Promise<number>((resolve) => child.once("close", resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { out, err, status: await status };
}

describe("an older Node.js", () => {
  const version = (fake: string): string[] => [
    "--import",
    `data:text/javascript,Object.defineProperty(process.versions,"node",{value:"${fake}"})`,
  ];
  const { engines } = JSON.parse(readFileSync(join(import.meta.dirname, "package.json"), "utf8"));

  test.each(["12.22.12", "20.20.2", "22.18.0"])("%s is told which is needed", async (fake) => {
    expect(await cli(["--version"], version(fake))).toEqual({
      out: "",
      err: `lambda-conformance: Node.js ${engines.node.slice(2)} or newer is needed, and this is ${fake}: https://nodejs.org\n`,
      status: 2,
    });
  });

  test("nothing that it has not is loaded before", () => {
    const source = readFileSync(CLI, "utf8");
    const imports = [...source.matchAll(/^import .* from "(.*)"/gm)].map(([, from]) => from);
    expect(imports).toEqual(["node:fs"]);
    // Node.js 12 parses neither newer operators nor `await` outside of a function.
    expect(source).not.toMatch(/\?\?|\?\.|^\S.*\bawait\b/m);
  });
});

describe("a target of somebody's", () => {
  const STARTED = `{
    url: new URL("http://127.0.0.1:1"), function: "probe", region: "us-east-1",
    account: "000000000000", partition: "aws", credentials: { accessKeyId: "a", secretAccessKey: "b" },
    without: [], signs: false, stop: async () => {}
  }`;
  function target(start: string): string {
    const path = join(cwd, "mine.mjs");
    writeFileSync(path, `export default { name: "mine", async start() { ${start} } };`);
    return path;
  }

  test("that throws where nobody catches it ends the run in one line, with 2", async () => {
    const path = target(
      `setTimeout(() => { throw new Error("late\\n  at x") }, 20); await new Promise(() => {});`,
    );
    expect(await cli(["run", "--target", path, "--only", "invoke/status/dry-run"])).toMatchObject({
      err: `lambda-conformance: ended by an uncaught error (${path}:1): late\\n  at x\n`,
      status: 2,
    });
  });

  test("that waits for what can never come ends with 2", async () => {
    writeFileSync(join(cwd, "never.mjs"), "await new Promise(() => {});");
    // Without this, the timers of our own limits would keep the process alive.
    const unlimited = "const its=setTimeout;globalThis.setTimeout=(...given)=>its(...given).unref()";
    const options = ["--import", `data:text/javascript,${unlimited}`];
    expect(await cli(["run", "--target", "./never.mjs"], options)).toEqual({
      out: "",
      err: "lambda-conformance: ended before it was done: what it waited for can never come\n",
      status: 2,
    });
  });

  test("that leaves something running keeps nobody waiting", async () => {
    const path = target(`setInterval(() => {}, 1000); return ${STARTED};`);
    const { err, status } = await cli(["run", "--target", path, "--only", "invoke/status/dry-run"]);
    expect(err).toMatch(/^lambda-conformance: http:\/\/127\.0\.0\.1:1: no endpoint responds there/);
    expect(status).toBe(2);
  });
});

describe("Ctrl-C", () => {
  let child: ChildProcess;
  let server: Server | undefined;
  let [out, err] = ["", ""];
  /** Starts a command, and collects its output. */
  function start(...args: readonly string[]): void {
    [out, err] = ["", ""];
    child = spawn(process.execPath, [CLI, ...args, "--no-color"], { cwd });
    child.stdout?.setEncoding("utf8").on("data", (said: string) => {
      out += said;
    });
    child.stderr?.setEncoding("utf8").on("data", (said: string) => {
      err += said;
    });
  }
  const printed = (words: RegExp): Promise<void> =>
    expect.poll(() => out + err, { timeout: 30_000, interval: 20 }).toMatch(words);
  afterEach(() => {
    child.kill("SIGKILL");
    server?.close();
  });

  test.each([
    [["SIGINT"], /^Interrupted|Reports: /m],
    [
      ["SIGINT", "SIGTERM"],
      /stopping; the report covers what was judged so far \(Ctrl-C again to quit at once\)/,
    ],
  ] as const)("%j ends a run with 130, and no stack trace", { timeout: 60_000 }, async (signals, says) => {
    start("run", "--cases", "20");
    await printed(/of edition/);
    for (const signal of signals) child.kill(signal);
    const [status] = await once(child, "close");
    expect(status).toBe(130);
    expect(out + err).toMatch(says);
    expect(err).not.toMatch(/^ +at /m);
  });

  test.each([
    [["SIGTERM"], 0, /were still waiting when Ctrl-C was pressed again/],
    // Signals of one kind that come at the same time may arrive as one, so these differ.
    [["SIGTERM", "SIGHUP"], 130, /Ctrl-C again to leave them out, a third time to quit at once/],
  ] as const)(
    "pressed while watch judges what waits, %j ends it with %i",
    { timeout: 60_000 },
    async (signals, status, says) => {
      const REPLY = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
      const CALL =
        "POST /2015-03-31/functions/probe/invocations HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
      const calls = 3000;
      server = createServer((socket) => {
        let bytes = 0;
        socket.on("error", () => {});
        socket.on("data", ({ length }) => {
          const before = Math.floor(bytes / CALL.length);
          bytes += length;
          socket.write(REPLY.repeat(Math.floor(bytes / CALL.length) - before));
        });
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      start("watch", "--to", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      await printed(/^Listens at /m);
      const client = connect(Number(/Listens at http:\S+:(\d+)/.exec(out)?.[1]), "127.0.0.1");
      client.write(CALL.repeat(calls));
      let received = 0;
      for await (const { length } of client) {
        received += length;
        if (received === calls * REPLY.length) break;
      }
      child.kill("SIGINT");
      await printed(/judging \d+ waiting exchanges/);
      for (const signal of signals) child.kill(signal);
      const [ended] = await once(child, "close");
      expect(ended).toBe(status);
      expect(err).toMatch(says);
      expect(err).not.toMatch(/^ +at /m);
    },
  );
});
