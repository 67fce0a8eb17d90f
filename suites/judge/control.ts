import { baseStep } from "../../generators/base-step.ts";
import type { Case } from "../../generators/case.ts";
import type { Clause } from "../../specs/clause.ts";
import type { Specification } from "../../specs/specification.ts";
import type { PlannedAttempt } from "./case-attempt.ts";
import { describeResponse } from "./describe-response.ts";
import type { PerformedCase } from "./perform-case.ts";

/** The path of the control in a replay id. */
export const CONTROL = "control";

/** The judge's own request, which asks the probe to return a fresh nonce. It is for clauses whose cases do not show that the probe ran. */
export function controlOf(
  clause: Clause,
  specification: Specification,
): PlannedAttempt & { readonly case: Case } {
  return {
    clause,
    case: {
      steps: [baseStep(clause.operation, specification)],
      why: "the control: the probe is told to return a fresh nonce",
      kind: "control",
    },
    path: CONTROL,
    purpose: "control",
    twin: false,
  };
}

/** Why a control does not show that the probe ran. Undefined if it does. */
export function missingWitness({ seen }: PerformedCase): string | undefined {
  if (seen.calls.some((call) => call.witness)) return undefined;
  return `no response shows that the probe ran: the control should return its nonce, but returned ${describeResponse(seen)}`;
}
