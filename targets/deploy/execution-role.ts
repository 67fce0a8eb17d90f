import type { StartedTarget } from "../target.ts";
import { callQueryApi, elementOf, QueryError } from "./query-api.ts";

type Place = Pick<StartedTarget, "url" | "region" | "account" | "partition" | "assumed" | "credentials">;

const NAME = "lambda-conformance";

const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};

/** The ARN of a role in the account of the target. If the account is only assumed, STS at the endpoint names it. The role may not exist. */
export async function roleArn(target: Place): Promise<string> {
  const account = target.assumed?.includes("account") ? await accountOf(target) : undefined;
  return `arn:${target.partition}:iam::${account ?? target.account}:role/${NAME}`;
}

/**
 * Creates the role of `roleArn` with IAM at the same endpoint, unless it exists.
 * @returns its ARN
 * @throws QueryError and other errors when the endpoint has no IAM
 */
export async function madeRole(target: Place): Promise<string> {
  try {
    const made = await callQueryApi(target, "iam", {
      Action: "CreateRole",
      Version: "2010-05-08",
      RoleName: NAME,
      AssumeRolePolicyDocument: JSON.stringify(TRUST),
    });
    return elementOf(made, "Arn") ?? (await roleArn(target));
  } catch (fault) {
    if (fault instanceof QueryError && fault.code.startsWith("EntityAlreadyExists")) return roleArn(target);
    throw fault;
  }
}

/** The account, from STS at the same endpoint; undefined when the endpoint has no STS. */
async function accountOf(target: Place): Promise<string | undefined> {
  const told = await callQueryApi(target, "sts", {
    Action: "GetCallerIdentity",
    Version: "2011-06-15",
  }).catch(() => "");
  return /^\d{12}$/.exec(elementOf(told, "Account") ?? "")?.[0];
}
