import { join } from "node:path";
import { callQueryApi, elementOf } from "../deploy/query-api.ts";
import { deviationsOf } from "../deviations-of.ts";
import { emulatorTarget } from "../emulator-target.ts";
import { installPythonPackages } from "../install-python-packages.ts";
import type { Credentials, StartedTarget, Target } from "../target.ts";

const version = "1.5.33";

/** What it does otherwise than the service, and the clauses that tell so; each was looked at by hand. */
const failures: Readonly<Record<string, readonly string[]>> = {};

const everything = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});

/** A user of its IAM, with a policy or without one. @returns the user's key */
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
      // It would listen on all interfaces.
      IOT_MTLS_ENABLED: "0",
      // Signatures and permissions are checked.
      AUTH: "true",
      STATE_DIR: join(home, "state"),
      S3_DATA_DIR: join(home, "s3"),
    },
  }),
  region: "us-east-1",
  account: "000000000000",
  // What this key signs is not checked: those who call are users of its IAM.
  root: { accessKeyId: "test", secretAccessKey: "test" },
  async principals(root) {
    return {
      credentials: await user(root, "caller", everything),
      unprivileged: await user(root, "nobody"),
    };
  },
  signs: true,
  without: ["dead-letter"],
  deviations: deviationsOf(failures),
});

export default target;
