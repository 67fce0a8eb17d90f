import { join } from "node:path";
import { deviationsOf } from "../deviations-of.ts";
import { emulatorTarget } from "../emulator-target.ts";
import { installPythonPackages } from "../install-python-packages.ts";
import type { Target } from "../target.ts";

const version = "5.2.5";

/** What it does differently from AWS when no function runs, and the clauses that show it. Each was reviewed by hand. */
const failures: Readonly<Record<string, readonly string[]>> = {
  "It checks neither the pattern nor the length of a name.": [
    "invoke/function-name/not-in-pattern",
    "invoke/function-name/too-long",
  ],
  "It reads only the name in an ARN, and accepts any region.": ["invoke/function-name/other-region"],
  "The parameter Qualifier is ignored: a version that does not exist is accepted.": [
    "invoke/qualifier/not-in-pattern",
    "invoke/qualifier/too-long",
    "invoke/qualifier/unknown",
    "invoke/qualifier/disagreeing",
  ],
  "An InvocationType that it does not know is treated as RequestResponse.": [
    "invoke/invocation-type/not-in-enum",
  ],
  "A payload that is not JSON gets 500 with an HTML page.": [
    "invoke/payload/broken-json",
    "invoke/error/named",
  ],
  "There is no limit to the size of a payload.": [
    "invoke/payload/too-large",
    "invoke/payload/event-too-large",
  ],
  "The client context is not checked.": [
    "invoke/client-context/not-base64",
    "invoke/client-context/not-json",
  ],
  "An error has the member message, but neither Message nor Type.": [
    "invoke/error/message-member",
    "invoke/error/type",
  ],
  "A request id consists of letters and digits, and is not a UUID. It ignores a request id that the client sends.":
    ["invoke/request-id/uuid", "invoke/request-id/on-error", "invoke/request-id/not-uuid"],
  "Responses have neither X-Amzn-Trace-Id nor x-amzn-Remapped-Content-Length.": [
    "invoke/trace-id/present",
    "invoke/result/remapped-content-length",
  ],
  "It closes every connection.": ["invoke/http/keep-alive"],
  "It ignores reserved headers.": ["invoke/http/reserved-headers"],
};

const target: Target = emulatorTarget({
  name: "moto",
  version,
  install: (progress) => installPythonPackages("moto", [`moto[server]==${version}`], progress),
  command: ({ installed, home, port }) => ({
    command: join(installed, "bin", "python"),
    args: ["-m", "moto.server", "--host", "127.0.0.1", "--port", String(port)],
    // With Docker it would run functions, and fail other clauses than those of the list. So it finds none, even where there is one.
    env: { DOCKER_HOST: `unix://${join(home, "no-docker.sock")}` },
  }),
  region: "us-east-1",
  account: "123456789012",
  root: { accessKeyId: "test", secretAccessKey: "test" },
  signs: true,
  // Functions run only in Docker. Without Docker, it responds to an invocation with 200 and the error.
  executes: false,
  bestCoverage: 0.09,
  // There is no route for InvokeWithResponseStream.
  without: ["authenticates", "dead-letter", "stream-short-timeout", "streaming"],
  deviations: deviationsOf(failures),
});

export default target;
