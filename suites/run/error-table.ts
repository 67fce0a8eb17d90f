import type { Observation } from "../../drivers/observation.ts";
import type { Clause } from "../../specs/clause.ts";
import type { OperationName } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import type { View } from "../view/view.ts";
import type { ErrorSeen } from "./run-event.ts";

/** Which error/status pairs of each operation a run has shown, and what showed them. */
export interface ErrorTable {
  saw(seen: View, observation: Observation, clause: Clause): void;
  /** Each pair of the specification. */
  rows(): readonly ErrorSeen[];
  /** The pairs that the calls of one clause showed. */
  rowsOf(clause: string): readonly ErrorSeen[];
}

/** A pair is provoked when a clause that expects it got it, and observed when it came unasked. */
export function createErrorTable(specification: Specification): ErrorTable {
  type Seen = { readonly outcome: "provoked" | "observed"; readonly clause: string };
  const seenBy = new Map<string, Seen>();
  const seenOf = new Map<string, Map<string, Seen>>();
  const note = (known: Map<string, Seen>, key: string, seen: Seen): void => {
    const before = known.get(key);
    if (before === undefined || (before.outcome === "observed" && seen.outcome === "provoked"))
      known.set(key, seen);
  };
  return {
    saw(seen, observation, clause) {
      const its = seenOf.get(clause.id) ?? new Map<string, Seen>();
      seenOf.set(clause.id, its);
      observation.calls.forEach(({ step }, index) => {
        const call = seen.calls[index];
        const code = call?.error?.code;
        if (code === undefined || call?.error?.status !== call?.status) return;
        const key = `${step.operation} ${code}`;
        const provoked = clause.expect.some((answer) => answer.error === code);
        const pair: Seen = { outcome: provoked ? "provoked" : "observed", clause: clause.id };
        note(seenBy, key, pair);
        note(its, key, pair);
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
    rowsOf(clause) {
      const its = seenOf.get(clause);
      if (its === undefined) return [];
      return specification.errors.flatMap(({ code, status, operations }) =>
        operations.flatMap((operation): ErrorSeen[] => {
          const seen = its.get(`${operation} ${code}`);
          return seen ? [{ code, status, operation, ...seen }] : [];
        }),
      );
    },
  };
}
