import type { ErrorSpec } from "../../specs/error-spec.ts";
import { baseStep, changed } from "../base-step.ts";
import type { Case, ScriptedReply } from "../case.ts";
import { type Scenario, scenario } from "../scenario.ts";
import { change, described, flag, integer, listOf, object, oneOf, replies } from "../schema.ts";
import type { Stratum } from "../stratum.ts";

export const errorReplies: Scenario = scenario({
  description:
    "The client receives an error of the operation, as AWS sends it: one case for each error in errors.json.",
  arguments: object(
    {},
    {
      status: described("Only errors with this status.", integer),
      kinds: described("Only errors of these kinds.", listOf(oneOf(["modelled", "common", "unmodelled"]))),
      retried: described("Only errors that SDKs retry, or only those that they do not.", flag),
      step: described("Members of the request that differ from the base request.", change),
      // biome-ignore lint/suspicious/noThenProperty: clauses use this name, and nobody awaits arguments.
      then: described("The responses to the attempts after the first; default: the same error.", replies),
    },
  ),
  cases: ({ status, kinds, retried, step, then: later = [] }, { operation }, specification) => {
    const base = changed(baseStep(operation, specification), step);
    return specification.errors
      .filter(
        (error) =>
          error.operations.includes(operation) &&
          (status === undefined || status === error.status) &&
          (kinds === undefined || kinds.includes(error.kind)) &&
          (retried === undefined || retried === error.retried),
      )
      .map((error): Stratum<Case> => {
        const replies = [errorReply(error), ...later];
        const why = `the response is ${error.status} ${error.code}`;
        return { kind: error.code, only: { kind: error.code, why, steps: [{ ...base, replies }] } };
      });
  },
  recognises: { because: "its requests are like any others; only the responses differ" },
});

/** An error in the form that AWS sends, with this message. */
export function errorReply(
  { code, status, kind, fault, message, members = [] }: ErrorSpec,
  words = `the words of ${code} {nonce}`,
): ScriptedReply {
  const inBody = members.filter(({ header }) => header === undefined);
  const inHeader = members.filter(({ header }) => header !== undefined);
  return {
    status,
    headers: [
      ["Content-Type", "application/json"],
      ["x-amzn-RequestId", "b2a4f0a5-6f1c-4a8e-9c0d-3f6d1c2b7e55"],
      ["x-amzn-ErrorType", code],
      ...inHeader.map(({ header = "" }) => [header, "0"] as const),
    ],
    body: {
      json: {
        ...(kind === "modelled" && { Type: fault === "client" ? "User" : "Service" }),
        ...Object.fromEntries(inBody.map(({ name, enum: values }) => [name, values?.[0] ?? `any ${name}`])),
        [message ?? "message"]: words,
      },
    },
  };
}
