import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { deviationsOf } from "../deviations-of.ts";
import { emulatorTarget } from "../emulator-target.ts";
import { freePort } from "../free-port.ts";
import { installGoProgram } from "../install-go-program.ts";
import { installPythonPackages } from "../install-python-packages.ts";
import { ONE_FUNCTION_LACKS } from "../one-function-lacks.ts";
import type { Target } from "../target.ts";

const version = "v0.0.0-20261030222936-bef5c4ba774d";
const program = "github.com/aws/aws-lambda-runtime-interface-emulator/cmd/aws-lambda-rie";
/** AWS's runtime interface client for Python. The one for Node.js compiles curl when it is installed. */
const client = "awslambdaric==4.2.2";

/** What it does differently from AWS, and the clauses that show it. Each was reviewed by hand. */
const failures: Readonly<Record<string, readonly string[]>> = {
  "It serves one path with one function name. An ARN, a qualifier in the name or a malformed name gets Go's own 404 page not found, without the name of an error.":
    [
      "invoke/existence/unknown-function",
      "invoke/function-name/partial-arn",
      "invoke/function-name/arn",
      "invoke/function-name/not-in-pattern",
      "invoke/function-name/too-long",
    ],
  "It ignores InvocationType: every invocation is synchronous.": [
    "invoke/invocation-type/not-in-enum",
    "invoke/status/event",
    "invoke/status/dry-run",
  ],
  "The parameter Qualifier is ignored.": [
    "invoke/qualifier/not-in-pattern",
    "invoke/qualifier/too-long",
    "invoke/qualifier/unknown",
  ],
  "There is no X-Amz-Executed-Version.": ["invoke/executed-version/present"],
  "There is no X-Amz-Function-Error.": ["invoke/function-error/header"],
  "The response has status 502 if the function exits or its result is too large.": [
    "invoke/result/too-large",
  ],
  "It ignores methods and reserved headers. Any path other than its own gets Go's own 404.": [
    "invoke/http/reserved-headers",
    "invoke/http/unknown-operation",
    "invoke/http/wrong-method",
  ],
  "A ClientContext that is not base64 gets 500 without a body. It does not check what a ClientContext decodes to.":
    ["invoke/client-context/not-base64", "invoke/client-context/not-json", "invoke/error/named"],
  "It does not parse the payload: the runtime fails if the payload is not JSON or is absent.": [
    "invoke/payload/broken-json",
    "invoke/payload/absent",
  ],
  "It cuts a payload that is too large at the limit, and gives the function the first part.": [
    "invoke/payload/too-large",
  ],
  "Responses have no request id, and it does not check one that the client sends.": [
    "invoke/request-id/uuid",
    "invoke/request-id/not-uuid",
  ],
  "Responses have neither X-Amzn-Trace-Id nor x-amzn-Remapped-Content-Length.": ["invoke/trace-id/present"],
  "The content type of a result is text/plain. A result of several MB comes in chunks, without a Content-Length.":
    ["invoke/result/content-type", "invoke/result/content-length"],
  "It serves one request at a time. It panics if another one arrives meanwhile, even if the first client has disconnected.":
    [
      "invoke/concurrency/two",
      "invoke/concurrency/ten",
      "invoke/environment/one-at-a-time",
      "invoke/http/leaver",
      "invoke/isolation/after-leaving",
      "invoke/isolation/at-once",
      "invoke/isolation/beside-leaving",
    ],
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
  // Its only function always has this name.
  function: "function",
  region: "us-east-1",
  account: "012345678912",
  root: { accessKeyId: "test", secretAccessKey: "test" },
  signs: false,
  // It has one environment, and rejects a second invocation at the same time.
  concurrency: 1,
  diesOf: [
    "invoke/concurrency/ten",
    "invoke/concurrency/two",
    "invoke/environment/one-at-a-time",
    "invoke/http/leaver",
    "invoke/isolation/after-leaving",
    "invoke/isolation/at-once",
    "invoke/isolation/beside-leaving",
  ],
  bestCoverage: 0.34,
  // It has one function in one version. Its log is everything that its process writes.
  without: ONE_FUNCTION_LACKS,
  deviations: deviationsOf(failures),
});

export default target;
