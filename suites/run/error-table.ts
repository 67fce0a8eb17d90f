import type { Observation } from "../../drivers/observation.ts";
import type { Clause } from "../../specs/clause.ts";
import type { OperationName } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import type { View } from "../view/view.ts";
import type { ErrorSeen } from "./run-event.ts";

/** Which error/status pairs of each operation a run has shown, and what showed them. */
export interface ErrorTable {
  saw(seen: View, observation: Observation, clause: Clause): void;
  rows(): readonly ErrorSeen[];
}

/** A pair is provoked when a clause that expects it got it, and observed when it came unasked. */
export function createErrorTable(specification: Specification): ErrorTable {
  const seenBy = new Map<string, { outcome: "provoked" | "observed"; clause: string }>();
  return {
    saw(seen, observation, clause) {
      observation.calls.forEach(({ step }, index) => {
        const call = seen.calls[index];
        const code = call?.error?.code;
        if (code === undefined || call?.error?.status !== call?.status) return;
        const key = `${step.operation} ${code}`;
        const provoked = clause.expect.some((answer) => answer.error === code);
        if (provoked && seenBy.get(key)?.outcome !== "provoked")
          seenBy.set(key, { outcome: "provoked", clause: clause.id });
        else if (!seenBy.has(key)) seenBy.set(key, { outcome: "observed", clause: clause.id });
      });
    },
    rows() {
      return specification.errors.flatMap(({ code, status, operations, provoked }) =>
        operations.map((operation: OperationName): ErrorSeen => {
          const seen = seenBy.get(`${operation} ${code}`);
          return seen
            ? { code, status, operation, ...seen }
            : { code, status, operation, outcome: "not seen", how: provoked.how };
        }),
      );
    },
  };
}
