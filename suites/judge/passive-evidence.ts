import { replayCase } from "../../generators/draw.ts";
import { strataOf } from "../../generators/strata-of.ts";
import type { Clause } from "../../specs/clause.ts";
import type { OperationName } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import type { CaseAttempt } from "./case-attempt.ts";
import { CONTROL, controlOf } from "./control.ts";
import { nonceOf } from "./nonce-of.ts";

/**
 * What passive clauses saw of the calls of one other clause. A journal keeps it with the verdict on that clause. If a run is resumed, the clause is
 * not judged again, but its calls still count.
 */
export interface PassiveEvidence {
  /** Id of the clause that made the calls. */
  readonly of: string;
  /** Operations with a call that shows that the probe ran. */
  readonly witnessed: readonly OperationName[];
  /** By the id of the passive clause. */
  readonly seen: Readonly<Record<string, PassiveFindings>>;
}

export interface PassiveFindings {
  /** Calls that the passive clause binds. */
  readonly exchanges: number;
  /** The answers they got, with counts, if the verdict reports them. */
  readonly answers?: Readonly<Record<string, number>>;
  /** The plainest of the attempts that broke it. */
  readonly suspects?: readonly SuspectedAttempt[];
}

/** Identifies an attempt, so that its case can be made again. */
export type SuspectedAttempt = Pick<CaseAttempt, "path" | "twin" | "life" | "repeat">;

export function suspectedAttempt({ path, twin, life, repeat }: CaseAttempt): SuspectedAttempt {
  return { path, twin, life, repeat };
}

/**
 * The attempt that a name identifies.
 * @throws UserError if the clause has no such case
 */
export function attemptOf(
  clause: Clause,
  named: SuspectedAttempt,
  { specification, seed }: { readonly specification: Specification; readonly seed: number },
): CaseAttempt {
  const made =
    named.path === CONTROL
      ? controlOf(clause, specification).case
      : replayCase(strataOf(clause, specification), clause.id, seed, named.path);
  return { ...named, clause, case: made, purpose: "first", nonce: nonceOf(seed, clause.id, named) };
}
