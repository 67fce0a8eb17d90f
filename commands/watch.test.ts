import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Report } from "../reports/report.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { schemaFault } from "../specs/schema-fault.ts";
import { exampleKeys } from "../targets/reference/authenticator.ts";
import { type HttpDoor, openHttpDoor } from "../targets/reference/http-door.ts";
import { createReference, type Reference } from "../targets/reference/reference.ts";
import { sign } from "../wire/sign.ts";
import { command as grade } from "./grade.ts";
import { type Called, call } from "./testing/call.ts";
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

/** Watches an endpoint while something is done with the URL to call, then interrupts. */
async function watching(
  args: readonly string[],
  act: (url: string, printed: () => string) => Promise<void>,
): Promise<Called> {
  let interrupt: (() => void) | undefined;
  let acting: Promise<void> | undefined;
  let out = "";
  const called = await call(watch, ["--to", door?.url.href ?? "", "--no-color", ...args], {
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
  // Rejects where what was done with it did.
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

/** A signed call as SDKs make it, in several attempts where the same is called again. */
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
    expect(out).toContain("Conforms: nothing that counts fails.");
    const watched = report();
    expect(watched.subject).toMatchObject({ kind: "endpoint", url: door.url.href });
    expect(watched.run.exchanges).toBe(6);
    expect(watched.notices).toEqual([
      "left out: 1 entry is no call of Invoke or InvokeWithResponseStream: exchange 7 (GET /elsewhere)",
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
  expect(told).toMatch(/reply +\d{3}/);
  expect(out.split(`✗ ${clause}  should`).length).toBe(2 + 1);
  expect(exitCode).toBe(1);
  const failing = report("broken").verdicts.find((one) => one.clause === clause);
  expect(failing).toMatchObject({ outcome: "fail", cases: 2, failure: { replay: "entry-1" } });
  expect(out).toContain("One failure again: lambda-conformance grade broken/broken.har --replay entry-1");
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

test("where no call of the API passed, that is told in one line", async () => {
  door = await openHttpDoor(reference);
  await expect(
    watching(["--out", "none"], async (url) => {
      await (await fetch(url)).text();
    }),
  ).rejects.toThrow("none of the 1 exchanges that passed is a call of the API that was answered");
});

test.each([
  [["--to", "http://127.0.0.1:1/base"], "give http://127.0.0.1:1 here"],
  [["--to", "nowhere"], "not a URL"],
  [["--to", "http://192.0.2.1"], "192.0.2.1 is not this machine: with --allow-remote"],
])("%j is refused in one line", async (args, says) => {
  await expect(call(watch, args, { cwd })).rejects.toThrow(says);
});
