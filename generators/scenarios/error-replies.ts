import type { ErrorSpec } from "../../specs/error-spec.ts";
import { baseStep, changed, type StepChange } from "../base-step.ts";
import type { Case, ScriptedReply } from "../case.ts";
import type { Scenario } from "../scenario.ts";
import type { Stratum } from "../stratum.ts";

/**
 * A client is answered with an error of the operation, as the service sends it: a case for each error of errors.json. Arguments:
 * - `status`, `kinds`, `retried`: which of them (all);
 * - `step`: members of the call that differ from the base one;
 * - `then`: what answers the attempts after the first (the error again).
 */
export const errorReplies: Scenario = (clause, specification) => {
  const given = clause.given as unknown as ErrorReplyArguments;
  const base = changed(baseStep(clause.operation, specification), given.step);
  return specification.errors
    .filter(
      ({ operations, status, kind, retried }) =>
        operations.includes(clause.operation) &&
        (given.status === undefined || given.status === status) &&
        (given.kinds === undefined || given.kinds.includes(kind)) &&
        (given.retried === undefined || given.retried === retried),
    )
    .map((error): Stratum<Case> => {
      const replies = [errorReply(error), ...(given.then ?? [])];
      const why = `it is answered ${error.status} ${error.code}`;
      return { kind: error.code, only: { kind: error.code, why, steps: [{ ...base, replies }] } };
    });
};

interface ErrorReplyArguments {
  readonly status?: number;
  readonly kinds?: readonly ErrorSpec["kind"][];
  readonly retried?: boolean;
  readonly step?: StepChange;
  readonly then?: readonly ScriptedReply[];
}

function errorReply({ code, status, kind, fault, message, members = [] }: ErrorSpec): ScriptedReply {
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
        [message ?? "message"]: `the words of ${code} {nonce}`,
      },
    },
  };
}
