import { join } from "node:path";
import { callQueryApi, elementOf } from "../deploy/query-api.ts";
import { deviationsOf } from "../deviations-of.ts";
import { emulatorTarget } from "../emulator-target.ts";
import { installPythonPackages } from "../install-python-packages.ts";
import type { Credentials, StartedTarget, Target } from "../target.ts";

const version = "1.5.33";

/** What it does differently from AWS, and the clauses that show it. Each was reviewed by hand. */
const failures: Readonly<Record<string, readonly string[]>> = {
  "It does not understand a partial ARN (ACCOUNT:function:NAME): it takes the account for the name of the function.":
    ["invoke/function-name/partial-arn", "invoke-with-response-stream/function-name/partial-arn"],
  "It looks for the function before anything else, and checks neither the pattern nor the length of a name.":
    [
      "invoke/function-name/not-in-pattern",
      "invoke/function-name/too-long",
      "invoke-with-response-stream/function-name/not-in-pattern",
      "invoke-with-response-stream/function-name/too-long",
    ],
  "An ARN of another region is treated as the name of a function that does not exist.": [
    "invoke/function-name/other-region-message",
  ],
  "It checks neither the pattern nor the length of a qualifier: it looks the qualifier up and responds with 404.":
    [
      "invoke/qualifier/not-in-pattern",
      "invoke/qualifier/too-long",
      "invoke-with-response-stream/qualifier/not-in-pattern",
      "invoke-with-response-stream/qualifier/too-long",
    ],
  "A qualifier in the name wins over a different one in the parameter.": [
    "invoke/qualifier/disagreeing",
    "invoke-with-response-stream/qualifier/mismatch",
  ],
  "An InvocationType that it does not know is treated as RequestResponse.": [
    "invoke/invocation-type/not-in-enum",
    "invoke-with-response-stream/invocation-type/not-in-enum",
  ],
  "A payload that is not JSON is passed to the function as {}.": [
    "invoke/payload/broken-json",
    "invoke-with-response-stream/payload/broken-json",
  ],
  "A payload that is not UTF-8 gets 500 InternalError.": [
    "invoke/error/known",
    "invoke-with-response-stream/error/known",
  ],
  "There is no limit to the size of a payload.": [
    "invoke/payload/too-large",
    "invoke/payload/event-too-large",
    "invoke-with-response-stream/payload/seven-megabytes",
  ],
  "There is no limit to the size of a result.": ["invoke/result/too-large"],
  "The client context is ignored: it is not checked, and functions do not receive it.": [
    "invoke/client-context/reaches-function",
    "invoke-with-response-stream/client-context/reaches-function",
  ],
  "TenancyConfig is stored and ignored: functions do not receive the tenant, and a request without one is accepted.":
    ["invoke/tenant-id/reaches-function"],
  "A DurableConfig makes a function durable only with a member Enabled, which the API does not have. So probe-durable runs as an ordinary function.":
    ["invoke/durable-execution-arn/present"],
  "It treats an Authorization header with part of a signature as absent: MissingAuthenticationToken.": [
    "invoke/authentication/incomplete",
    "invoke-with-response-stream/authentication/incomplete",
  ],
  "It serves a request without any check if the Authorization header has another scheme.": [
    "invoke/authentication/not-run",
  ],
  "The message about a missing permission names no resource when no policy applies.": [
    "invoke/authentication/no-permission-message",
  ],
  "An error has the members __type and message, but neither Message nor Type.": [
    "invoke/error/message-member",
    "invoke/error/type",
    "invoke-with-response-stream/error/message-member",
  ],
  "Errors of status 429 and 500 have no x-amzn-ErrorType header.": [
    "invoke/error/in-header",
    "invoke-with-response-stream/error/in-header",
  ],
  "The error message for a throttled request differs from that of AWS.": ["invoke/throttled/message"],
  "Responses to Event and DryRun have X-Amz-Executed-Version.": [
    "invoke/executed-version/dry-run",
    "invoke/executed-version/event",
  ],
  "The head of a stream lacks X-Amz-Executed-Version.": [
    "invoke-with-response-stream/executed-version/present",
  ],
  "The type of an error is lost: the errorType is Runtime.HandlerError, and there is no stack trace.": [
    "invoke/function-error/type",
    "invoke/function-error/trace",
    "invoke-with-response-stream/endings/throw-buffered-content",
  ],
  'It reports an exit or a kill as Runtime.HandlerError "Worker process died".': [
    "invoke/function-error/exit-message",
    "invoke/function-error/exit-quietly",
    "invoke/function-error/exit-type",
    "invoke/function-error/kill-message",
    "invoke/function-error/kill-type",
  ],
  "The log holds what the function wrote, without the lines START, END and REPORT.": [
    "invoke/log/end-line",
    "invoke/log/report",
    "invoke/log/start",
  ],
  "InvokeComplete never holds a log.": ["invoke-with-response-stream/log-type/tail"],
  "The function receives a different request id from the client, and a new one at each retry.": [
    "invoke/asynchronous/attempts-request-id",
    "invoke/request-id/function-sees-it",
    "invoke-with-response-stream/request-id/function-sees-it",
  ],
  "A request id that the client sends is ignored, whatever it is.": ["invoke/request-id/not-uuid"],
  "A response has no request id if its request is not authenticated, or if its status is 500.": [
    "invoke/request-id/on-error",
  ],
  "Responses have neither X-Amzn-Trace-Id nor x-amzn-Remapped-Content-Length.": [
    "invoke/trace-id/present",
    "invoke/result/remapped-content-length",
  ],
  "It reads a stream to its end, parses it and writes it as JSON. Text comes in quotation marks, and an empty stream as an empty JSON string. Bytes that are not UTF-8 become Runtime.ExitError.":
    ["invoke-with-response-stream/content/text", "invoke/result/streaming-handler"],
  "A stream comes as a single chunk after the function has ended.": [
    "invoke-with-response-stream/time/while-it-runs",
  ],
  "InvokeComplete spells errorCode and errorDetails in lower camel case. The code is a number, and there are no details.":
    ["invoke-with-response-stream/complete/members"],
  "The path of streams requires no permission, so it serves requests without a signature too.": [
    "invoke-with-response-stream/authentication/unsigned",
  ],
  "There is no x-amzn-remapped-content-type.": ["invoke-with-response-stream/http/remapped-content-type"],
  "A path or method that it does not know gets 404 ResourceNotFoundException. It does not read the version in a path.":
    ["invoke/http/unknown-operation", "invoke/http/wrong-method"],
  "It ignores reserved headers.": ["invoke/http/reserved-headers"],
};

const everything = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});

/**
 * Creates a user in its IAM, with or without a policy.
 * @returns the user's key
 */
async function user(
  target: Pick<StartedTarget, "url" | "region" | "credentials">,
  UserName: string,
  policy?: string,
): Promise<Credentials> {
  const iam = (Action: string, more: Readonly<Record<string, string>> = {}) =>
    callQueryApi(target, "iam", { Action, Version: "2010-05-08", UserName, ...more });
  await iam("CreateUser");
  if (policy !== undefined) await iam("PutUserPolicy", { PolicyName: "policy", PolicyDocument: policy });
  const key = await iam("CreateAccessKey");
  return {
    accessKeyId: elementOf(key, "AccessKeyId") ?? "",
    secretAccessKey: elementOf(key, "SecretAccessKey") ?? "",
  };
}

const target: Target = emulatorTarget({
  name: "ministack",
  version,
  install: (progress) => installPythonPackages("ministack", [`ministack==${version}`], progress),
  command: ({ installed, home, port }) => ({
    command: join(installed, "bin", "python"),
    args: ["-m", "ministack"],
    paths: [join(installed, "bin")],
    env: {
      GATEWAY_PORT: String(port),
      BIND_HOST: "127.0.0.1",
      // Off, because it would listen on all interfaces.
      IOT_MTLS_ENABLED: "0",
      // Makes it check signatures and permissions.
      AUTH: "true",
      // All three attempts at an event must fit into the time that clauses wait.
      LAMBDA_ASYNC_RETRY_BASE_SECONDS: "0.1",
      STATE_DIR: join(home, "state"),
      S3_DATA_DIR: join(home, "s3"),
    },
  }),
  region: "us-east-1",
  account: "000000000000",
  // The signature of this key is not checked. The requests of a run are signed by users of its IAM.
  root: { accessKeyId: "test", secretAccessKey: "test" },
  async principals(root) {
    return {
      credentials: await user(root, "caller", everything),
      unprivileged: await user(root, "nobody"),
    };
  },
  signs: true,
  without: ["dead-letter", "destinations", "expiring"],
  deviations: deviationsOf(failures),
});

export default target;
