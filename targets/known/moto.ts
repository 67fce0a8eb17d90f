import { join } from "node:path";
import { deviationsOf } from "../deviations-of.ts";
import { emulatorTarget } from "../emulator-target.ts";
import { installPythonPackages } from "../install-python-packages.ts";
import type { Target } from "../target.ts";

const version = "5.2.5";

/** What it does differently from AWS, in what needs no function that runs; each was looked at by hand. */
const failures: Readonly<Record<string, readonly string[]>> = {
  "It checks neither the pattern nor the length of a name; a name with several colons, or a word for an account, gets 500.":
    [
      "invoke/function-name/pattern",
      "invoke/function-name/not-in-pattern",
      "invoke/function-name/too-long",
      "invoke/function-name/length-in-characters",
      "invoke/function-name/other-service",
      "invoke/function-name/two-suffixes",
      "invoke/function-name/bad-account",
      "invoke/error/validation-function-name",
      "invoke/error/validation-two",
      "invoke/precedence/length-before-existence",
      "invoke/precedence/shape-before-existence",
    ],
  "It reads the name alone of an ARN: any region, and any word for one, will do.": [
    "invoke/function-name/bad-region",
    "invoke/function-name/empty-part",
    "invoke/function-name/other-region-message",
    "invoke/precedence/region-before-existence",
  ],
  "The parameter Qualifier is ignored: what nobody made runs, and DryRun accepts it.": [
    "invoke/qualifier/not-in-pattern",
    "invoke/qualifier/too-long",
    "invoke/qualifier/length-in-characters",
    "invoke/qualifier/unknown",
    "invoke/qualifier/unknown-message",
    "invoke/qualifier/wrong-case",
    "invoke/qualifier/alias-wrong-case",
    "invoke/qualifier/disagreeing",
    "invoke/qualifier/disagreeing-message",
    "invoke/dry-run/bad-parameter",
    "invoke/error/validation-length",
    "invoke/error/validation-qualifier",
    "invoke/precedence/mismatch-before-existence",
  ],
  "An InvocationType that it does not know is taken for RequestResponse.": [
    "invoke/invocation-type/not-in-enum",
    "invoke/error/validation-enum",
  ],
  "A payload that is not JSON gets 500, with a page of HTML.": [
    "invoke/payload/broken-json",
    "invoke/payload/broken-json-message",
    "invoke/payload/event-broken-json",
    "invoke/precedence/payload-before-client-context",
    "invoke/error/named",
  ],
  "There is no limit to the size of a payload.": [
    "invoke/payload/too-large",
    "invoke/payload/too-large-message",
    "invoke/payload/event-too-large",
    "invoke/payload/event-too-large-message",
    "invoke/error/too-large-not-run",
  ],
  "The client context is not checked.": [
    "invoke/client-context/not-base64",
    "invoke/client-context/not-json",
    "invoke/client-context/not-json-message",
  ],
  "A reserved concurrency is stored, and never throttles.": [
    "invoke/throttled/status",
    "invoke/throttled/reason",
    "invoke/throttled/message",
    "invoke/throttled/not-run",
  ],
  "Responses have no X-Amz-Executed-Version.": [
    "invoke/executed-version/present",
    "invoke/executed-version/unqualified",
    "invoke/executed-version/version",
    "invoke/executed-version/alias",
  ],
  "An error has the member message, and no Message and no Type.": [
    "invoke/error/message-member",
    "invoke/error/type",
  ],
  "A request id is no UUID but letters and digits, and a client's own is ignored.": [
    "invoke/request-id/uuid",
    "invoke/request-id/on-error",
    "invoke/request-id/not-uuid",
  ],
  "Responses to Event and DryRun have a content type, that to Event a body.": [
    "invoke/result/event-body",
    "invoke/result/event-content-type",
    "invoke/result/event-content-length",
    "invoke/result/dry-run-content-type",
  ],
  "Responses have neither X-Amzn-Trace-Id nor x-amzn-Remapped-Content-Length.": [
    "invoke/trace-id/present",
    "invoke/result/remapped-content-length",
  ],
  "The server closes every connection.": ["invoke/http/keep-alive"],
};

const target: Target = emulatorTarget({
  name: "moto",
  version,
  install: (progress) => installPythonPackages("moto", [`moto[server]==${version}`], progress),
  command: ({ installed, port }) => ({
    command: join(installed, "bin", "python"),
    args: ["-m", "moto.server", "--host", "127.0.0.1", "--port", String(port)],
  }),
  region: "us-east-1",
  account: "123456789012",
  root: { accessKeyId: "test", secretAccessKey: "test" },
  signs: true,
  // Functions run in Docker only: where there is none, the response is what went wrong.
  executes: false,
  bestCoverage: 0.2,
  // There is no route for InvokeWithResponseStream.
  without: ["authenticates", "dead-letter", "stream-short-timeout", "streaming"],
  deviations: deviationsOf(failures),
});

export default target;
