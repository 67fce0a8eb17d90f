import { execFile, execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { buildFolder, knownClientNames } from "../clients/known-client.ts";
import { serve } from "./replies.mjs";

const clients = join(import.meta.dirname, "../clients");
const cwd = mkdtempSync(join(tmpdir(), "reproductions-"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** The command of a program that calls as a user of this client does. Each throws if something is missing. */
const programs: Readonly<Record<string, () => readonly [string, ...string[]]>> = {
  aiobotocore: () => [built("aiobotocore", ".venv/bin/python"), here("with-aiobotocore.py")],
  "aws-cli-v1": () => [built("aws-cli-v1", ".venv/bin/python"), "-m", "awscli", ...OF_COMMAND],
  "aws-cli-v2": () => [awsCliV2(), ...OF_COMMAND],
  "aws-lite": () => node("aws-lite"),
  "aws-sdk-js-v2": () => node("aws-sdk-js-v2"),
  "aws-sdk-js-v3": () => [process.execPath, here("with-aws-sdk-js-v3.mjs")],
  aws4fetch: () => node("aws4fetch"),
  boto3: () => [built("boto3", ".venv/bin/python"), here("with-boto3.py")],
  curl: () => [built("boto3", ".venv/bin/python"), here("with-curl.py")],
  "go-v2": () => {
    const program = join(cwd, "with-go-v2");
    if (!existsSync(program)) {
      const args = ["build", "-mod=readonly", "-o", program, here("with-go-v2.go")];
      execFileSync("go", args, { cwd: join(clients, "go-v2") });
    }
    return [program];
  },
  "java-v2": () => ["java", "-cp", `${built("java-v2", "target/dependency")}/*`, here("WithJavaV2.java")],
  rust: () => [built("rust", "bin/reproduction")],
};

const OF_COMMAND = "lambda invoke --function-name f out --region us-east-1 --endpoint-url".split(" ");

const here = (file: string): string => join(import.meta.dirname, file);

/** A file of the driver that was built, which has the SDK in the pinned version. */
function built(client: string, file: string): string {
  const path = join(buildFolder(client) ?? "", file);
  if (!existsSync(path)) throw new Error(`lambda-conformance run --client ${client} installs its SDK`);
  return path;
}

/** A program in a folder where it finds the modules of its client. */
function node(client: string): readonly [string, ...string[]] {
  const folder = join(cwd, client);
  const modules = built(client, "node_modules");
  if (!existsSync(folder)) {
    mkdirSync(folder);
    symlinkSync(modules, join(folder, "node_modules"));
    copyFileSync(here(`with-${client}.mjs`), join(folder, "program.mjs"));
  }
  return [process.execPath, join(folder, "program.mjs")];
}

function awsCliV2(): string {
  for (const command of ["/usr/bin/aws", "/usr/local/bin/aws", "aws"]) {
    try {
      if (/^aws-cli\/2\./.test(execFileSync(command, ["--version"], { encoding: "utf8" }))) return command;
    } catch {
      // It is not there.
    }
  }
  throw new Error("version 2 of the AWS CLI is not installed");
}

interface Reproduction {
  readonly client: string;
  /** The reply, by its name in replies.mjs; without one, the program has a server of its own. */
  readonly reply?: string;
  readonly args?: readonly string[];
  /** What the program prints. */
  readonly prints: RegExp;
  /** The first lines of the requests that arrive, if they show the deviation. */
  readonly requests?: readonly RegExp[];
  /** The deviations that it confirms: their `clause`. */
  readonly confirms: readonly string[];
}

const reproductions: readonly Reproduction[] = [
  // The three that are described in docs/clients-upstream.md.
  {
    client: "go-v2",
    reply: "stream-ends-within-frame",
    prints: /^chunk hello\nthe end, error: <nil>$/,
    confirms: ["client/stream/truncated"],
  },
  {
    client: "go-v2",
    reply: "stream-connection-closed",
    prints: /^chunk hello\nthe end, error: <nil>$/,
    confirms: ["client/stream/cut"],
  },
  {
    client: "go-v2",
    reply: "stream-wrong-length",
    prints: /^the end, error: <nil>$/,
    confirms: ["client/stream/flipped-header-layout"],
  },
  {
    client: "java-v2",
    reply: "stream-ends-within-frame",
    prints: /^chunk hello\nthe end, without an error$/,
    confirms: ["client/stream/truncated"],
  },
  {
    client: "java-v2",
    reply: "stream-connection-closed",
    prints: /^chunk hello\nthe end, without an error$/,
    confirms: ["client/stream/cut"],
  },
  {
    client: "rust",
    reply: "stream-ends-after-prelude",
    prints: /^chunk hello\nthe end, without an error$/,
    confirms: ["client/stream/truncated"],
  },
  {
    client: "rust",
    reply: "stream-error",
    prints: /^chunk hello\nerror, code None, message None: .*unrecognized `:message-type`: error/,
    confirms: ["client/stream/error-frame"],
  },
  ...["boto3", "aiobotocore"].map((client) => ({
    client,
    reply: "stream-ends-within-frame",
    args: ["stream"],
    prints: /^\{'PayloadChunk': \{'Payload': b'hello'\}\}\nthe end, without an error$/,
    confirms: ["client/stream/truncated"],
  })),
  ...["boto3", "aiobotocore"].map((client) => ({
    client,
    reply: "error-not-utf-8",
    prints: /^UnicodeDecodeError, status None: /,
    confirms: ["client/error/body-no-error-status"],
  })),
  {
    client: "boto3",
    reply: "header-blanks",
    prints: /^'Unhandled\\t ' b'\{\}'/,
    confirms: ["client/response/header-blanks"],
  },
  ...["aws-cli-v1", "aws-cli-v2"].map((client) => ({
    client,
    reply: "header-blanks",
    prints: /"FunctionError": "Unhandled\\t "/,
    confirms: ["client/response/header-blanks"],
  })),
  {
    client: "aws-cli-v2",
    reply: "error-name-in-body",
    prints: /An error occurred \(ResourceNotFoundException:http:\/\/example\.com\/\) when/,
    confirms: ["client/error/name-namespace"],
  },
  {
    client: "aws-lite",
    reply: "error-name-in-header",
    prints: /^error \{"name":"Error","statusCode":404,/,
    confirms: [
      "client/error/status-*",
      "client/error/name-*",
      "client/error/unknown-code",
      "client/error/header-case",
      "client/error/unknown-members",
      "client/error/empty-body",
      "client/error/message-unmodelled",
      "client/error/type-null",
      "client/retry/last-error",
      "client/retry/limit-*",
    ],
  },
  {
    client: "aws-lite",
    reply: "error-retry-after",
    prints: /^error \{"name":"Error","statusCode":429,"message":/,
    confirms: ["client/error/retry-after-member"],
  },
  {
    client: "aws-lite",
    reply: "error-half-json",
    prints: /^(?!error|output)[\s\S]*SyntaxError/,
    confirms: [
      "client/error/body-no-error",
      "client/error/body-no-error-status",
      "client/response/content-type",
    ],
  },
  {
    client: "aws-lite",
    reply: "body-json",
    args: ['{"FunctionName":"arn:aws:lambda:us-east-1:123456789012:function:f"}'],
    requests: [/^POST \/2015-03-31\/functions\/arn:aws:lambda:us-east-1:/],
    prints: /^output .*"Payload":\{"n":1\}/,
    confirms: ["client/request/path-encoding", "client/response/payload-json"],
  },
  {
    client: "aws-lite",
    reply: "body-json",
    args: ['{"Payload":"text"}'],
    requests: [],
    prints: /validation error/,
    confirms: ["client/request/payload-json", "client/request/payload-large", "client/request/no-payload"],
  },
  {
    client: "aws-lite",
    reply: "body-cut",
    prints: /^nothing after 3 s$/,
    confirms: ["client/response/payload-cut"],
  },
  {
    client: "aws-lite",
    reply: "log-result",
    prints: /^output .*"LogResult":"log"/,
    confirms: ["client/response/log-result", "client/response/log-tail", "client/response/header-case"],
  },
  {
    client: "aws-sdk-js-v2",
    reply: "body-cut",
    prints: /^nothing after 3 s$/,
    confirms: ["client/response/payload-cut"],
  },
  {
    client: "aws-sdk-js-v2",
    reply: "body-binary",
    prints: /^output string "\\u0000\ufffd\ufffd\ufffd"$/,
    confirms: ["client/response/payload-binary"],
  },
  {
    client: "aws-sdk-js-v2",
    reply: "error-name-in-body",
    prints: /^error ResourceNotFoundException:http:\/\/example\.com\/ no such function$/,
    confirms: ["client/error/name-namespace"],
  },
  {
    client: "aws-sdk-js-v2",
    reply: "error-name-in-body",
    args: ["stream"],
    prints: /^error ResourceNotFoundException:http:\/\/example\.com\/ no such function$/,
    confirms: ["client/stream-error/name-namespace"],
  },
  {
    client: "aws-sdk-js-v2",
    reply: "stream-complete",
    args: ["stream"],
    prints: /^event \{"PayloadChunk".*\nevent \{"InvokeComplete":\{\}\}\n/,
    confirms: [
      "client/stream/complete-error",
      "client/stream/complete-log",
      "client/stream/complete-unknown-members",
    ],
  },
  {
    client: "aws-sdk-js-v2",
    reply: "stream-exception",
    args: ["stream"],
    prints: /^event \{"PayloadChunk".*\nevent undefined\nthe end, without an error$/,
    confirms: ["client/stream/exception-frame"],
  },
  {
    client: "aws-sdk-js-v3",
    reply: "silence",
    prints: /nothing after 3 s$/,
    confirms: ["client/retry/timeout"],
  },
  {
    client: "aws-sdk-js-v3",
    reply: "connection-lost-once",
    args: ["fetch"],
    requests: [/^POST/],
    prints: /^error TypeError fetch failed/,
    confirms: ["client/retry/connection-cut"],
  },
  {
    client: "aws-sdk-js-v3",
    reply: "connection-lost-once",
    requests: [/^POST/, /^POST/],
    prints: /^output undefined \{\}/,
    confirms: ["client/retry/connection-cut"],
  },
  {
    client: "aws-sdk-js-v3",
    reply: "header-blanks",
    args: ["fetch"],
    prints: /^output "Unhandled\\t " \{\}/,
    confirms: ["client/response/header-blanks"],
  },
  {
    client: "aws4fetch",
    reply: "header-blanks",
    prints: /^output "Unhandled\\t " \{\}/,
    confirms: ["client/response/header-blanks"],
  },
  {
    client: "aws4fetch",
    reply: "connection-lost-once",
    requests: [/^POST/],
    prints: /^error TypeError fetch failed/,
    confirms: ["client/retry/connection-cut"],
  },
  { client: "curl", args: ["f"], prints: /^the same signature$/, confirms: [] },
  {
    client: "curl",
    args: ["123456789012:function:f"],
    prints: /^another signature$/,
    confirms: ["client/request/path-signed"],
  },
  {
    client: "curl",
    args: ["arn:aws:lambda:us-east-1:123456789012:function:f"],
    prints: /^another signature$/,
    confirms: ["client/request/name-pattern"],
  },
];

/** Without LAMBDA_CONFORMANCE_REQUIRE_ALL=1, which CI sets, clients that are not installed are skipped. */
const requiresAll = process.env["LAMBDA_CONFORMANCE_REQUIRE_ALL"] === "1";

/** Runs a program to its end, and returns what it printed. What it ends with does not matter. */
function printed([program, ...args]: readonly [string, ...string[]]): Promise<string> {
  const env = { ...process.env, AWS_ACCESS_KEY_ID: "AKID", AWS_SECRET_ACCESS_KEY: "SECRET", AWS_PAGER: "" };
  const options = { cwd, env, timeout: 150_000, encoding: "utf8" } as const;
  return new Promise((resolve) => {
    execFile(program, args, options, (_, out, err) => resolve((out || err).trim()));
  });
}

describe.concurrent("a program without this suite shows what is known of", () => {
  test.for(reproductions.map((its) => [`${its.client}: ${its.reply ?? its.args}`, its] as const))(
    "%s",
    { timeout: 180_000 },
    async ([, { client, reply, args = [], prints, requests }], { skip }) => {
      let program: readonly [string, ...string[]];
      try {
        program = (programs[client] as () => readonly [string, ...string[]])();
      } catch (error) {
        if (requiresAll) throw error;
        return skip((error as Error).message);
      }
      const server = reply === undefined ? undefined : await serve(reply);
      try {
        expect(await printed([...program, ...(server ? [server.url] : []), ...args])).toMatch(prints);
        if (requests) expect(server?.requests).toEqual(requests.map((line) => expect.stringMatching(line)));
      } finally {
        server?.close();
      }
    },
  );
});

/** R and paws are not installed where the tests run; its deviations name the code that shows them. */
const names = knownClientNames().filter((name) => name !== "paws" && existsSync(join(clients, name)));

test.each(names)("each deviation of %s is shown by a program", (name) => {
  const { deviations } = JSON.parse(readFileSync(join(clients, name, "deviations.json"), "utf8"));
  const known = deviations.map(({ clause }: { clause: string }) => clause);
  const shown = reproductions.flatMap(({ client, confirms }) => (client === name ? confirms : []));
  expect([...new Set(shown)].sort()).toEqual([...new Set(known)].sort());
});

test.each([
  "drivers/reproductions/with-go-v2.go",
  "drivers/reproductions/WithJavaV2.java",
  "drivers/clients/rust/reproduction.rs",
])("docs/clients-upstream.md shows %s as it is", (file) => {
  const root = join(import.meta.dirname, "../..");
  const page = readFileSync(join(root, "docs/clients-upstream.md"), "utf8");
  expect(page).toContain(`\n${readFileSync(join(root, file), "utf8")}\`\`\`\n`);
});
