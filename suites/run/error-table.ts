import type { Observation } from "../../drivers/observation.ts";
import type { Clause } from "../../specs/clause.ts";
import type { OperationName } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import type { View } from "../view/view.ts";
import type { ErrorSeen } from "./run-event.ts";

/** The error/status pairs of each operation that a run has shown, and what showed them. */
export interface ErrorTable {
  saw(seen: View, observation: Observation, clause: Clause): void;
  /** One row for each pair of the specification. */
  rows(): readonly ErrorSeen[];
  /** The pairs that the calls of one clause showed. */
  rowsOf(clause: string): readonly ErrorSeen[];
}

interface Seen {
  readonly outcome: "provoked" | "observed";
  readonly clause: string;
}

/** Makes an empty table. A pair is `provoked` if it came to a clause that expects it, and `observed` if it came to another clause. */
export function createErrorTable(specification: Specification): ErrorTable {
  const seenOf = new Map<string, Map<string, Seen>>();
  const rowsIn = (known: ReadonlyMap<string, Seen>): ErrorSeen[] =>
    specification.errors.flatMap(({ code, status, operations, provoked }) =>
      operations.map((operation: OperationName): ErrorSeen => {
        const seen = known.get(`${operation} ${code}`);
        return seen
          ? { code, status, operation, ...seen }
          : { code, status, operation, outcome: "not seen", how: provoked.how };
      }),
    );
  return {
    saw(seen, observation, clause) {
      observation.calls.forEach(({ step }, index) => {
        const call = seen.calls[index];
        const code = call?.error?.code;
        if (code === undefined || call?.error?.status !== call?.status) return;
        const provoked = clause.expect.some((answer) => answer.error === code);
        const its = seenOf.get(clause.id) ?? new Map<string, Seen>();
        seenOf.set(clause.id, its);
        note(its, `${step.operation} ${code}`, {
          outcome: provoked ? "provoked" : "observed",
          clause: clause.id,
        });
      });
    },
    rows() {
      const all = new Map<string, Seen>();
      for (const its of seenOf.values()) for (const [key, seen] of its) note(all, key, seen);
      return rowsIn(all);
    },
    rowsOf: (clause) =>
      rowsIn(seenOf.get(clause) ?? new Map()).filter(({ outcome }) => outcome !== "not seen"),
  };
}

/** Notes a pair. The first that was provoked counts, or else the first that was observed. */
function note(known: Map<string, Seen>, key: string, seen: Seen): void {
  const before = known.get(key);
  if (before === undefined || (before.outcome === "observed" && seen.outcome === "provoked"))
    known.set(key, seen);
}
