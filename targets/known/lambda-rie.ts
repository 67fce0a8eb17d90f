import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { deviationsOf } from "../deviations-of.ts";
import { emulatorTarget } from "../emulator-target.ts";
import { freePort } from "../free-port.ts";
import { installGoProgram } from "../install-go-program.ts";
import { installPythonPackages } from "../install-python-packages.ts";
import type { Target } from "../target.ts";

const version = "v0.0.0-20261030222936-bef5c4ba774d";
const program = "github.com/aws/aws-lambda-runtime-interface-emulator/cmd/aws-lambda-rie";
/** AWS's runtime interface client for Python. The one for Node.js builds curl when it is installed. */
const client = "awslambdaric==4.2.2";

/** What it does differently from AWS, and the clauses that show it; each was looked at by hand. */
const failures: Readonly<Record<string, readonly string[]>> = {
  "There is one path, with one name: an ARN, a qualifier in the name, and anything malformed get Go's own 404 page not found, without the name of an error.":
    [
      "invoke/asynchronous/unknown-function",
      "invoke/existence/unknown-function",
      "invoke/existence/message",
      "invoke/function-name/partial-arn",
      "invoke/function-name/arn",
      "invoke/function-name/arn-without-name",
      "invoke/function-name/qualified",
      "invoke/function-name/not-in-pattern",
      "invoke/function-name/too-long",
      "invoke/function-name/qualifier-beside",
      "invoke/function-name/qualifier-in-both",
      "invoke/function-name/other-service",
      "invoke/function-name/other-region",
      "invoke/function-name/other-region-message",
      "invoke/function-name/empty-part",
      "invoke/function-name/two-suffixes",
      "invoke/function-name/bad-region",
      "invoke/function-name/bad-account",
      "invoke/function-name/length-in-characters",
      "invoke/error/validation-function-name",
      "invoke/error/validation-two",
      "invoke/precedence/shape-before-existence",
      "invoke/precedence/length-before-existence",
      "invoke/precedence/mismatch-before-existence",
      "invoke/precedence/region-before-existence",
      "invoke/qualifier/disagreeing",
      "invoke/qualifier/disagreeing-message",
      "invoke/qualifier/unknown-in-name",
    ],
  "The header InvocationType is ignored: everything is a synchronous invocation.": [
    "invoke/asynchronous/does-not-wait",
    "invoke/asynchronous/attempts",
    "invoke/asynchronous/attempts-request-id",
    "invoke/asynchronous/function-error",
    "invoke/asynchronous/no-retry",
    "invoke/asynchronous/runs",
    "invoke/client-context/event",
    "invoke/dry-run/not-run",
    "invoke/error/validation-enum",
    "invoke/http/header-blanks",
    "invoke/http/header-case",
    "invoke/invocation-type/not-in-enum",
    "invoke/log/event",
    "invoke/log/dry-run",
    "invoke/payload/event-large",
    "invoke/payload/event-too-large",
    "invoke/payload/event-too-large-message",
    "invoke/request-id/event",
    "invoke/result/event-body",
    "invoke/result/event-content-type",
    "invoke/result/event-content-length",
    "invoke/result/dry-run-content-type",
    "invoke/result/dry-run-length",
    "invoke/status/event",
    "invoke/status/dry-run",
  ],
  "The parameter Qualifier is ignored.": [
    "invoke/dry-run/bad-parameter",
    "invoke/dry-run/every-parameter",
    "invoke/error/validation-length",
    "invoke/error/validation-qualifier",
    "invoke/qualifier/not-in-pattern",
    "invoke/qualifier/too-long",
    "invoke/qualifier/length-in-characters",
    "invoke/qualifier/unknown",
    "invoke/qualifier/unknown-message",
    "invoke/qualifier/wrong-case",
  ],
  "There is no X-Amz-Executed-Version.": [
    "invoke/executed-version/present",
    "invoke/executed-version/unqualified",
    "invoke/executed-version/function-sees-it",
    "invoke/qualifier/latest",
  ],
  "There is no X-Amz-Function-Error.": [
    "invoke/function-error/header",
    "invoke/function-error/unhandled",
    "invoke/function-error/executed-version",
    "invoke/function-error/content-type",
    "invoke/function-error/trace",
    "invoke/function-error/unserialisable",
  ],
  "A function that exits, or whose result is too large, gets 502.": [
    "invoke/function-error/exit",
    "invoke/result/too-large",
  ],
  "A client context that is not base64 gets 500 without a body, what it decodes to is not checked.": [
    "invoke/client-context/not-base64",
    "invoke/client-context/not-json",
    "invoke/client-context/not-json-message",
    "invoke/error/named",
    "invoke/precedence/payload-before-client-context",
  ],
  "The payload is not parsed: the runtime fails on what is not JSON, and on none at all.": [
    "invoke/error/broken-payload-not-run",
    "invoke/payload/broken-json",
    "invoke/payload/broken-json-message",
    "invoke/payload/event-broken-json",
    "invoke/payload/absent",
  ],
  "A payload that is too large is cut at the limit, and the rest given to the function.": [
    "invoke/error/too-large-not-run",
    "invoke/payload/too-large",
    "invoke/payload/too-large-message",
  ],
  "Responses have no request id, and a client's own is not checked.": [
    "invoke/function-error/exit-message",
    "invoke/request-id/uuid",
    "invoke/request-id/fresh",
    "invoke/request-id/function-sees-it",
    "invoke/request-id/not-uuid",
  ],
  "Responses have neither X-Amzn-Trace-Id nor x-amzn-Remapped-Content-Length.": ["invoke/trace-id/present"],
  "The content type of a result is text/plain, and one of megabytes comes in chunks, without a Content-Length.":
    ["invoke/result/content-type", "invoke/result/content-length"],
  "A client that goes away while the function runs makes it panic.": ["invoke/http/leaver"],
};

interface Installed {
  readonly emulator: string;
  readonly client: string;
}

const target: Target = emulatorTarget<Installed>({
  name: "lambda-rie",
  version,
  install: async (progress) => ({
    emulator: await installGoProgram("lambda-rie", program, version, progress),
    client: await installPythonPackages("lambda-rie-client", [client], progress),
  }),
  put: ({ home }) =>
    copyFileSync(join(import.meta.dirname, "..", "probe", "probe.py"), join(home, "probe.py")),
  command: async ({ installed, port }) => ({
    command: installed.emulator,
    args: [
      // Its default is all interfaces.
      "--runtime-interface-emulator-address",
      `127.0.0.1:${port}`,
      "--runtime-api-address",
      `127.0.0.1:${await freePort()}`,
      join(installed.client, "bin", "python"),
      "-m",
      "awslambdaric",
      "probe.handler",
    ],
    env: {
      AWS_LAMBDA_FUNCTION_NAME: "function",
      AWS_LAMBDA_FUNCTION_TIMEOUT: "10",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
    },
  }),
  // There is one function, whatever it is called outside.
  function: "function",
  region: "us-east-1",
  account: "012345678912",
  root: { accessKeyId: "test", secretAccessKey: "test" },
  signs: false,
  // One environment for one invocation at a time: it rejects another.
  concurrency: 1,
  diesOf: ["invoke/http/leaver"],
  bestCoverage: 0.34,
  // One function in one version, and whatever its process writes is the log: nothing else is there.
  without: [
    "alias",
    "authenticates",
    "dead-letter",
    "durable",
    "logs",
    "no-handler",
    "no-module",
    "python",
    "short-timeout",
    "stream-short-timeout",
    "streaming",
    "syntax-error",
    "tenancy",
    "throttled",
    "throws-at-load",
    "version",
  ],
  deviations: deviationsOf(failures),
});

export default target;
