import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { deviationsOf } from "../deviations-of.ts";
import { emulatorTarget } from "../emulator-target.ts";
import { installPythonPackages } from "../install-python-packages.ts";
import { ONE_FUNCTION_LACKS } from "../one-function-lacks.ts";
import type { Target } from "../target.ts";

const version = "1.9.2";

/** What it does differently from AWS, and the clauses that show it. Each was reviewed by hand. */
const failures: Readonly<Record<string, readonly string[]>> = {
  "It looks for a binary with the name, and responds with 404 and a document of its own, without the name of an error. It understands no ARN.":
    [
      "invoke/existence/unknown-function",
      "invoke/function-name/arn",
      "invoke/function-name/not-in-pattern",
      "invoke/function-name/partial-arn",
      "invoke/function-name/too-long",
    ],
  "It ignores InvocationType: every invocation is synchronous.": [
    "invoke/invocation-type/not-in-enum",
    "invoke/status/dry-run",
    "invoke/status/event",
  ],
  "The parameter Qualifier is ignored.": [
    "invoke/qualifier/not-in-pattern",
    "invoke/qualifier/too-long",
    "invoke/qualifier/unknown",
  ],
  "The response has status 500 and no X-Amz-Function-Error if the function fails.": [
    "invoke/function-error/header",
    "invoke/status/function-error",
  ],
  "It does not parse the payload: the runtime fails if the payload is not JSON or is absent.": [
    "invoke/error/named",
    "invoke/payload/absent",
    "invoke/payload/broken-json",
    "invoke/payload/optional",
  ],
  "There is no limit to the size of a payload.": ["invoke/payload/too-large"],
  "There is no limit to the size of a result.": ["invoke/result/too-large"],
  "The client context is ignored: functions do not receive it.": ["invoke/client-context/reaches-function"],
  "Responses have no request id, and it ignores one that the client sends.": [
    "invoke/request-id/not-uuid",
    "invoke/request-id/uuid",
  ],
  "There is no X-Amz-Executed-Version.": ["invoke/executed-version/present"],
  "Responses have no X-Amzn-Trace-Id.": ["invoke/trace-id/present"],
  "Responses have no content type.": ["invoke/result/content-type"],
  "The function receives the text function-arn instead of its ARN.": ["invoke/qualifier/arn-without"],
  "A method other than POST gets 405 without a body. Any path that it does not know is taken for the URL of the function, and gets 500 if the result does not fit one.":
    ["invoke/http/unknown-operation", "invoke/http/wrong-method"],
  "It ignores reserved headers.": ["invoke/http/reserved-headers"],
};

/** How many invocations run at once. Each environment is a process. */
const ENVIRONMENTS = 10;

/**
 * Starts the emulator and the environments of the function, each again when it ends. The emulator itself does not start a function again
 * that exited.
 */
const supervisor = `const { spawn } = require("node:child_process");
const [command, ...args] = process.argv.slice(2);
spawn(command, args, { stdio: "inherit" })
  .on("error", (error) => { console.error(error.message); process.exit(1); })
  .on("exit", (code) => process.exit(code ?? 1));
const environment = () =>
  spawn(process.execPath, ["bootstrap.cjs"], { stdio: "ignore" }).on("exit", () => setTimeout(environment, 100));
for (let i = 0; i < ${ENVIRONMENTS}; i++) environment();
`;

/** It starts only in the folder of a package, and reads the names of its functions from there. */
const manifest = `[package]
name = "probe"
version = "1.0.0"
edition = "2021"
`;

const probe = join(import.meta.dirname, "..", "probe");

const target: Target = emulatorTarget({
  name: "cargo-lambda",
  version,
  // The other package that it names is a compiler, which only `cargo lambda build` needs.
  install: (progress) =>
    installPythonPackages("cargo-lambda", [`cargo-lambda==${version}`], progress, ["--no-deps"]),
  put({ home }) {
    for (const file of ["probe.mjs", "bootstrap.cjs"]) copyFileSync(join(probe, file), join(home, file));
    writeFileSync(join(home, "supervisor.cjs"), supervisor);
    writeFileSync(join(home, "Cargo.toml"), manifest);
    mkdirSync(join(home, "src"));
    writeFileSync(join(home, "src", "main.rs"), "fn main() {}\n");
  },
  command: ({ installed, home, port }) => ({
    command: process.execPath,
    args: [
      join(home, "supervisor.cjs"),
      join(installed, "bin", "cargo-lambda"),
      "lambda",
      "watch",
      "--only-lambda-apis",
      // Its default is all interfaces.
      "--invoke-address",
      "127.0.0.1",
      "--invoke-port",
      String(port),
      // Without a timeout, a request to a function that exits never gets a response.
      "--timeout",
      "10",
    ],
    env: {
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}/.rt`,
      _HANDLER: "probe.handler",
      AWS_LAMBDA_FUNCTION_NAME: "_",
      AWS_LAMBDA_FUNCTION_VERSION: "1",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "4096",
      // It calls cargo, which rustup may have installed in the user's home folder.
      RUSTUP_HOME: process.env["RUSTUP_HOME"] ?? join(homedir(), ".rustup"),
    },
  }),
  // Its name of the only function of a package.
  function: "_",
  region: "us-east-1",
  account: "000000000000",
  root: { accessKeyId: "test", secretAccessKey: "test" },
  signs: false,
  concurrency: 8,
  // It has no features of functions other than the function itself, and starts no runtimes with other names.
  bestCoverage: 0.35,
  without: ONE_FUNCTION_LACKS,
  deviations: deviationsOf(failures),
});

export default target;
