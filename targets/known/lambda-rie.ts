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

const failures: Readonly<Record<string, readonly string[]>> = {};

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
  // One environment for one call at a time: it rejects another.
  concurrency: 1,
  // One function in one version, and whatever its process writes is the log: nothing else is there.
  without: [
    "alias",
    "authenticates",
    "dead-letter",
    "durable",
    "logs",
    "python",
    "short-timeout",
    "stream-short-timeout",
    "streaming",
    "tenancy",
    "throttled",
    "version",
  ],
  deviations: deviationsOf(failures),
});

export default target;
