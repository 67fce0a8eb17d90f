import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { requireOrSkip } from "../../suites/testing/require-or-skip.ts";
import { exampleKeys, type Key } from "../../targets/reference/authenticator.ts";
import { type HttpDoor, openHttpDoor } from "../../targets/reference/http-door.ts";
import { createReference, type Reference } from "../../targets/reference/reference.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import { redact } from "../../wire/redact.ts";
import { sign } from "../../wire/sign.ts";
import { reportedExchange } from "../record.ts";
import type { ReportedRequest } from "../report.ts";
import { HOSTILE } from "../testing/hostile-run.ts";
import { visible } from "../visible.ts";
import { javascriptProgram } from "./javascript-program.ts";
import { pythonProgram } from "./python-program.ts";
import { type SendableCall, sendableCall } from "./sendable-call.ts";

const [{ credentials: key }] = exampleKeys as [Key];
const TARGET = "/2015-03-31/functions/probe%3A1/invocations?Qualifier=%24LATEST";

/** A request as a report holds it. */
function reported(change: Partial<RawRequest>, origin = "http://127.0.0.1:1"): ReportedRequest {
  const request: RawRequest = {
    method: "POST",
    target: TARGET,
    headers: [["X-Amz-Log-Type", "Tail"]],
    body: Buffer.from("{}"),
    ...change,
  };
  return reportedExchange(redact({ origin, request, startedAt: 0 })).request;
}

describe.each([
  ["JavaScript", javascriptProgram, process.execPath, "mjs", test, test],
  [
    "Python",
    pythonProgram,
    "python3",
    "py",
    requireOrSkip("python3", "--version"),
    requireOrSkip("python3", "-c", "import botocore"),
  ],
] as const)("the program in %s", (_, write, command, extension, testPlain, testSigned) => {
  let reference: Reference;
  let door: HttpDoor;
  let folder: string;
  let came: RawRequest[];
  beforeAll(async () => {
    reference = createReference({ verifySignatures: true });
    door = await openHttpDoor({
      handle: (request) => {
        came.push(request);
        return reference.handle(request);
      },
    });
    // Below our own node_modules, so that a program finds the packages that its readers install.
    folder = mkdtempSync(join(import.meta.dirname, "..", "..", "node_modules", ".programs-"));
  });
  afterAll(async () => {
    await door.close();
    await reference.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    came = [];
  });

  async function perform(call: SendableCall | undefined): Promise<string> {
    if (call === undefined) throw new Error("no program can send it");
    const text = write(call);
    // The page shows and copies the program in this form.
    expect(visible(text, "\n")).toBe(text);
    const file = join(folder, `program.${extension}`);
    writeFileSync(file, text);
    const { stdout } = await promisify(execFile)(command, [file], {
      timeout: 60_000,
      env: {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        AWS_ACCESS_KEY_ID: key.accessKeyId,
        AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
      },
    });
    return stdout;
  }

  testPlain.each([
    ["text", Buffer.from(`{"a":"é 😀 \\"quoted\\" \\\\ ##[x]"}\n\t`)],
    ["text that nobody sees", Buffer.from(HOSTILE.replace("\ud800", ""))],
    ["bytes", Buffer.from([0, 255, 128, 10])],
    ["nothing", Buffer.alloc(0)],
  ])("sends the very target, fields and body: %s", { timeout: 60_000 }, async (_name, body) => {
    const headers = [["X-Amz-Log-Type", "Tail $HOME %s `y` '\"\\"]] as const;
    const out = await perform(sendableCall(reported({ headers, body }, door.url.origin)));
    expect(came).toHaveLength(1);
    expect(came[0]).toMatchObject({ method: "POST", target: TARGET });
    expect(came[0]?.headers.map(([name, value]) => [name.toLowerCase(), value])).toContainEqual([
      "x-amz-log-type",
      headers[0][1],
    ]);
    expect(Buffer.from(came[0]?.body ?? []).equals(body)).toBe(true);
    expect(out).toContain("MissingAuthenticationToken");
  });

  testSigned("signs anew what was signed", { timeout: 60_000 }, async () => {
    const target = "/2015-03-31/functions/probe/invocations";
    const request = {
      method: "POST",
      target,
      headers: [["Content-Type", "application/json"]],
      body: Buffer.from("{}"),
    } as const;
    const signed = await sign(request, door.url.host, key, "us-east-1");
    const out = await perform(sendableCall(reported(signed, door.url.origin)));
    // The reference verifies signatures: an unsigned call is refused, as above.
    expect(out).toMatch(/^200 /);
  });
});

test.each<[string, Partial<RawRequest>]>([
  ["a path that clients mend", { target: "/a/../b" }],
  ["a query that clients escape", { target: '/a?"' }],
  ["a method that is none", { method: "po st" }],
  ["a body of GET", { method: "GET" }],
  [
    "a field that comes twice",
    {
      headers: [
        ["A", "1"],
        ["a", "2"],
      ],
    },
  ],
  ["a field that clients write", { headers: [["Transfer-Encoding", "chunked"]] }],
  ["a name that is none", { headers: [["A B", "1"]] }],
  ["a value that begins with a blank", { headers: [["A", " 1"]] }],
  ["a value that is no ASCII", { headers: [["A", "é"]] }],
  ["a value of which the report holds a part", { headers: [["A", "x".repeat(5000)]] }],
  ["a body of which the report holds a part", { body: Buffer.alloc(5000, "x") }],
])("no program is offered for %s", (_, change) => {
  expect(sendableCall(reported({}))).toBeDefined();
  expect(sendableCall(reported(change))).toBeUndefined();
});
