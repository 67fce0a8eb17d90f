import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Report } from "../reports/report.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { schemaFault } from "../specs/schema-fault.ts";
import { exampleKeys } from "../targets/reference/authenticator.ts";
import { type HttpDoor, openHttpDoor } from "../targets/reference/http-door.ts";
import { createReference, type Reference } from "../targets/reference/reference.ts";
import { sign } from "../wire/sign.ts";
import { command as grade } from "./grade.ts";
import { main } from "./main.ts";
import { type Called, type CallOptions, call, calling } from "./testing/call.ts";
import { command as watch } from "./watch.ts";

const specification = loadSpecification();
const cwd = mkdtempSync(join(tmpdir(), "watch-"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

let reference: Reference;
let door: HttpDoor | undefined;
beforeEach(() => {
  reference = createReference({ specification });
});
afterEach(async () => {
  await door?.close();
  door = undefined;
  await reference.close();
});

/** Watches an endpoint while `act` uses the URL to call, and interrupts then. */
async function watching(
  args: readonly string[],
  act: (url: string, printed: () => string) => Promise<void>,
): Promise<Called> {
  const to = args.includes("--to") ? [] : ["--to", door?.url.href ?? ""];
  return heardWith((options) => call(watch, [...to, "--no-color", ...args], options), act);
}

/** The same through the command line: errors become messages, and the result has the exit status. */
async function watchingMain(args: readonly string[], act: (url: string) => Promise<void>): Promise<Called> {
  const argv = ["watch", "--no-color", ...args];
  return heardWith((options) => calling(options, (io) => main(argv, io)), act);
}

async function heardWith(
  start: (options: CallOptions) => Promise<Called>,
  act: (url: string, printed: () => string) => Promise<void>,
): Promise<Called> {
  let interrupt: (() => void) | undefined;
  let acting: Promise<void> | undefined;
  let out = "";
  const called = await start({
    cwd,
    interrupt: (end) => {
      interrupt = end;
    },
    heard: (printed) => {
      out = printed;
      const url = /^Listens at (\S+)$/m.exec(printed)?.[1];
      if (url !== undefined) acting ??= act(url, () => out).finally(() => interrupt?.());
    },
  });
  // Rejects if `act` rejected.
  await acting;
  return called;
}

function report(folder = "conformance-report"): Report {
  const document = JSON.parse(readFileSync(join(cwd, folder, "report.json"), "utf8"));
  expect(schemaFault("report", document)).toBeUndefined();
  return document;
}

const outcomes = ({ verdicts }: Report): Record<string, string> =>
  Object.fromEntries(verdicts.map(({ clause, outcome }) => [clause, outcome]));

const PATH = "2015-03-31/functions/probe/invocations";
const invoke = async (url: string, init: RequestInit = {}): Promise<string> =>
  (await fetch(`${url}${PATH}`, { method: "POST", body: "{}", ...init })).text();

/** A signed call as SDKs make it. Calls with the same id are attempts of one call. */
async function signedCall(url: string, id: string, secret?: string): Promise<Response> {
  const [key] = exampleKeys;
  if (key === undefined) throw new Error("there is no key");
  const body = Buffer.from('{"a":[1]}');
  const plain = {
    method: "POST",
    target: `/${PATH}`,
    headers: [["amz-sdk-invocation-id", id]] as const,
    body,
  };
  const credentials = { ...key.credentials, ...(secret !== undefined && { secretAccessKey: secret }) };
  const { headers } = await sign(plain, new URL(url).host, credentials, "us-east-1");
  return fetch(`${url}${PATH}`, {
    method: "POST",
    body,
    headers: headers.map(([name, value]) => [name, value]),
  });
}

describe("an endpoint that keeps its clauses", () => {
  test("is passed on unchanged, and its verdicts are those of grade", async () => {
    door = await openHttpDoor(reference);
    const { exitCode, out } = await watching(["--record", "all.har"], async (url) => {
      expect(await invoke(url, { body: '{"hello":1}' })).toBe('{"hello":1}');
      await invoke(url, { headers: { "x-amz-log-type": "Tail" } });
      await invoke(url, { headers: { "x-amz-invocation-type": "Event" } });
      await invoke(url, { headers: { "x-amz-invocation-type": "Nope" } });
      await invoke(url, { body: "no json" });
      await fetch(`${url}2021-11-15/functions/probe/response-streaming-invocations`, { method: "POST" }).then(
        (its) => its.arrayBuffer(),
      );
      await fetch(`${url}elsewhere`).then((its) => its.text());
    });
    expect(exitCode).toBe(0);
    expect(out).toContain("Conforms: no failure that counts.");
    const watched = report();
    expect(watched.subject).toMatchObject({ kind: "endpoint", url: door.url.href });
    expect(watched.run.exchanges).toBe(6);
    expect(watched.notices).toEqual([
      "left out: 1 entry (not a call of Invoke or InvokeWithResponseStream): exchange 7 (GET /elsewhere)",
    ]);
    const graded = await call(grade, ["all.har", "--out", "graded"], { cwd });
    expect(graded.exitCode).toBe(0);
    expect(outcomes(report("graded"))).toEqual(outcomes(watched));
    expect(watched.summary.pass).toBeGreaterThan(20);
    expect(existsSync(join(cwd, "conformance-report/broken.har"))).toBe(false);
  });

  test("sees requests signed anew for its own host, and hides what they were signed with", async () => {
    reference = createReference({ specification, verifySignatures: true });
    door = await openHttpDoor(reference);
    const { out } = await watching(["--sign", "--record", "signed.har", "--out", "signed"], async (url) => {
      expect(await invoke(url, { headers: { authorization: "Bearer a-secret-of-somebody" } })).toBe("{}");
    });
    expect(out).toContain("1 exchanges in");
    const all = ["signed.har", "signed/report.json"]
      .map((file) => readFileSync(join(cwd, file), "utf8"))
      .join();
    expect(all).not.toContain("a-secret-of-somebody");
    expect(all).not.toMatch(/Signature=[0-9a-f]/);
  });
});

test("a clause that breaks is told at once with its exchange, once, and can be judged again", async () => {
  const clause = "invoke/request-id/uuid";
  door = await openHttpDoor({
    async handle(request) {
      const reply = await reference.handle(request);
      return { ...reply, headers: reply.headers.filter(([name]) => !/requestid/i.test(name)) };
    },
  });
  let told = "";
  const { exitCode, out } = await watching(["--out", "broken", "--strict"], async (url, printed) => {
    await invoke(url);
    await expect.poll(printed, { timeout: 10_000 }).toContain(`✗ ${clause}  should`);
    told = printed();
    await invoke(url);
  });
  expect(told).toMatch(/request +POST \/2015-03-31\/functions\/probe\/invocations/);
  expect(told).toMatch(/response +\d{3}/);
  expect(out.split(`✗ ${clause}  should`).length).toBe(2 + 1);
  expect(exitCode).toBe(1);
  const failing = report("broken").verdicts.find((one) => one.clause === clause);
  expect(failing).toMatchObject({ outcome: "fail", cases: 2, failure: { replay: "entry-1" } });
  expect(out).toContain("Repeat one failure: lambda-conformance grade broken/broken.har --replay entry-1");
  const again = await call(
    grade,
    ["broken/broken.har", "--replay", "entry-1", "--out", "again", "--strict"],
    { cwd },
  );
  expect(again.exitCode).toBe(1);
  expect(outcomes(report("again"))[clause]).toBe("fail");
});

describe("a client", () => {
  test("that keeps its clauses passes those that its calls show", async () => {
    door = await openHttpDoor(reference);
    const { exitCode } = await watching(["--out", "sound"], async (url) => {
      await (await signedCall(url, "one")).text();
    });
    expect(exitCode).toBe(0);
    const { subject, verdicts } = report("sound/client");
    expect(subject).toMatchObject({ kind: "client", name: "node" });
    const passed = verdicts.filter(({ outcome }) => outcome === "pass").map(({ clause }) => clause);
    expect(passed.sort()).toEqual([
      "client/request/path-encoding",
      "client/request/path-signed",
      "client/request/signature",
      "client/retry/success-once",
    ]);
  });

  test.each([
    ["calls again after a success", ["twice", "twice"], undefined, "client/retry/success-once"],
    [
      "signs with another secret",
      ["one"],
      "another-secret-another-secret-another-00",
      "client/request/signature",
    ],
  ] as const)("that %s fails %s", async (_, ids, secret, clause) => {
    door = await openHttpDoor(reference);
    const { exitCode, out } = await watching(["--out", "wrong"], async (url) => {
      for (const id of ids) await (await signedCall(url, id, secret)).text();
    });
    expect(exitCode).toBe(1);
    expect(outcomes(report("wrong/client"))[clause]).toBe("fail");
    expect(outcomes(report("wrong"))).not.toContain("fail");
    expect(out.includes("Calls that may have run their function more than once")).toBe(ids.length > 1);
    const again = ["--client", "wrong/client/broken.har", "--replay", "call-1", "--out", "again"];
    expect((await call(grade, again, { cwd })).exitCode).toBe(1);
    expect(outcomes(report("again"))[clause]).toBe("fail");
  });

  test("of which nobody knows the key, or that does not sign, is not judged by its signatures", async () => {
    door = await openHttpDoor(reference);
    const { exitCode } = await watching(["--out", "unsigned"], async (url) => {
      await invoke(url);
    });
    expect(exitCode).toBe(0);
    expect(outcomes(report("unsigned/client"))["client/request/signature"]).toBe("uncovered");
  });
});

describe("an endpoint behind TLS whose certificate nobody signed", () => {
  const folder = join(import.meta.dirname, "../drivers/testing");
  let server: TlsServer;
  let to: string;
  beforeEach(async () => {
    const [key, cert] = ["key.pem", "cert.pem"].map((file) => readFileSync(join(folder, file)));
    server = createTlsServer({ key, cert }, async (asked, reply) => {
      await once(asked.resume(), "end");
      reply.writeHead(200, { "x-amzn-RequestId": crypto.randomUUID(), "Content-Type": "application/json" });
      reply.end("{}");
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    to = `https://localhost:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  test.each([[["--insecure"]], [["--ca", join(folder, "cert.pem")]]])(
    "is passed on to with %j",
    async (args) => {
      const { exitCode, err } = await watching(["--to", to, "--out", "tls", ...args], async (url) => {
        expect(await invoke(url)).toBe("{}");
      });
      expect(exitCode).toBe(0);
      expect(err).not.toContain("lambda-conformance:");
      expect(report("tls").run.exchanges).toBe(1);
    },
  );

  test("is told at once without either, with what to do", async () => {
    const { exitCode, err } = await watchingMain(["--to", to, "--out", "tls"], async (url) => {
      await expect(invoke(url)).rejects.toThrow("fetch failed");
    });
    expect(exitCode).toBe(2);
    expect(err).toContain(
      `lambda-conformance: exchange 1: ${to}/ is not trusted: self-signed certificate; give its certificate with --ca FILE, or pass --insecure\n`,
    );
  });
});

describe("trouble on the way", () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  /** An endpoint that calls `serve` with each connection once data has come on it. */
  async function endpoint(serve: (socket: Socket) => void): Promise<string> {
    server = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => serve(socket));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const HALF = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n[1,";
  const CHUNKED =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n";
  const CALL = `POST /${PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}`;

  test.each([
    [
      "is no HTTP",
      (socket: Socket) => socket.end("SSH-2.0 hello\r\n"),
      "sends a response that is not valid HTTP: ",
      "left out: 1 entry (the response is not valid HTTP): exchange 1 (POST /2015-03-31",
    ],
    [
      "is a reset",
      (socket: Socket) => socket.resetAndDestroy(),
      "closes the connection before a response: ",
      "left out: 1 entry (no response: read ECONNRESET): exchange 1 (POST /2015-03-31",
    ],
  ])(
    "an answer that %s is told at once, and in the end as what it is",
    async (_, serve, atOnce, inTheEnd) => {
      const to = await endpoint(serve);
      const { exitCode, err } = await watchingMain(["--to", to, "--out", "trouble"], async (url) => {
        await expect(invoke(url)).rejects.toThrow();
      });
      expect(err).toContain(`lambda-conformance: exchange 1: ${to}/ ${atOnce}`);
      expect(err).toContain(inTheEnd);
      expect(err).toContain(
        "lambda-conformance: the only exchange that passed through the proxy is not a call of the API with a response\n",
      );
      expect(exitCode).toBe(2);
    },
  );

  test("an endpoint that is not there is told once, and none of the calls is judged", async () => {
    const { exitCode, err } = await watchingMain(
      ["--to", "http://127.0.0.1:1", "--out", "trouble"],
      async (url) => {
        for (let nth = 0; nth < 2; nth++) await expect(invoke(url)).rejects.toThrow();
      },
    );
    expect(err.split("cannot be reached: ")).toHaveLength(2);
    expect(err).toContain(
      "none of the 2 exchanges that passed through the proxy is a call of the API with a response\n",
    );
    expect(exitCode).toBe(2);
  });

  test("of an endpoint that dies in the middle of a reply the body is not judged", async () => {
    const to = await endpoint((socket) => {
      socket.write(HALF, () => setTimeout(() => socket.resetAndDestroy(), 50));
    });
    const { exitCode, err } = await watching(["--to", to, "--out", "trouble"], async (url) => {
      await expect(invoke(url)).rejects.toThrow();
    });
    expect(err).toContain("1 entry (incomplete response, whose body is not judged): exchange 1");
    const { "invoke/payload/json": payload, "invoke/result/date": date } = outcomes(report("trouble"));
    expect({ payload, date }).toEqual({ payload: "uncovered", date: "fail" });
    expect(exitCode).toBe(0);
  });

  test.each([
    ["in the middle of a reply", HALF, "1 entry (incomplete response, whose body is not judged"],
    ["in the middle of a reply in chunks", CHUNKED, "1 entry (incomplete response"],
    ["before a reply", "", "left out: 1 entry (the client gave up before a response came)"],
  ])("a client that leaves %s blames nobody", async (_, sent, says) => {
    let came = (): void => {};
    const arrived = new Promise<void>((resolve) => {
      came = resolve;
    });
    const to = await endpoint((socket) => (sent === "" ? came() : socket.write(sent, () => came())));
    const { exitCode, err } = await watchingMain(["--to", to, "--out", "left"], async (url) => {
      const { port, hostname } = new URL(url);
      const client = connect(Number(port), hostname);
      client.on("error", () => {});
      client.write(CALL);
      if (sent !== "") await once(client, "data");
      await arrived;
      client.resetAndDestroy();
      await once(client, "close");
      await pause(100);
    });
    expect(err).toContain(says);
    expect(exitCode).toBe(sent === "" ? 2 : 0);
    if (sent !== "") expect(outcomes(report("left"))["invoke/payload/json"]).toBe("uncovered");
  });

  test("Ctrl-C before anything passed says what to call", async () => {
    const { exitCode, err } = await watchingMain(["--to", "http://127.0.0.1:1"], async () => {});
    expect(err).toContain(
      "lambda-conformance: no exchange passed through the proxy: call the printed URL instead of the URL of the endpoint\n",
    );
    expect(exitCode).toBe(2);
  });
});

test("requests that do not say which call they belong to are not said to be answered", async () => {
  door = await openHttpDoor(reference);
  const { out } = await watching(["--out", "unnamed"], async (url) => {
    await invoke(url);
  });
  expect(out).toContain("No request has an amz-sdk-invocation-id");
  expect(out).not.toContain("each was answered");
});

test("where no call of the API passed, that is told in one line", async () => {
  door = await openHttpDoor(reference);
  await expect(
    watching(["--out", "none"], async (url) => {
      await (await fetch(url)).text();
    }),
  ).rejects.toThrow(
    "the only exchange that passed through the proxy is not a call of the API with a response",
  );
});

test.each([
  [["--to", "http://127.0.0.1:1/base"], "give http://127.0.0.1:1 here"],
  [["--to", "nowhere"], "not a URL"],
  [["--to", "http://192.0.2.1"], "192.0.2.1 is not this machine; add --allow-remote"],
])("%j is refused in one line", async (args, says) => {
  await expect(call(watch, args, { cwd })).rejects.toThrow(says);
});
