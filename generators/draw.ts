import { hash } from "node:crypto";
import fc, { type Arbitrary } from "fast-check";
import { UserError } from "../specs/user-error.ts";
import type { Case } from "./case.ts";
import type { Stratum } from "./stratum.ts";

/** The minimal example that shrinking found within its budget. */
export interface ShrunkCase {
  readonly case: Case;
  /** The number of the case, followed by fast-check's path from it to this one: `17`, `17:0:3`. */
  readonly path: string;
  readonly shrinks: number;
}

/**
 * Case `k` of a clause, where `k` starts at 0. The first round takes one case from each stratum, in order. After that, only the strata with
 * many values take turns. The result depends only on the arguments, and costs the same for every `k`.
 * @returns undefined when the clause has no case `k`, because all its strata are single values and are used up
 */
export function drawCase(
  strata: readonly Stratum<Case>[],
  clauseId: string,
  seed: number,
  k: number,
): Case | undefined {
  const turn = turnOf(strata, k);
  if (turn === undefined) return undefined;
  if (turn.stratum.many === undefined) return turn.stratum.only;
  return valueAt(turn.stratum.many, seedOf(clauseId, seed, turn), FIRST);
}

/**
 * Makes the failing case `k` smaller. fast-check proposes smaller cases of the same stratum, and those that fail are kept.
 * @param fails whether a smaller case fails too; called at most `budget` times
 * @throws RangeError when the clause has no case `k`
 */
export async function shrinkCase(
  strata: readonly Stratum<Case>[],
  clauseId: string,
  seed: number,
  k: number,
  fails: (smaller: Case) => Promise<boolean>,
  budget: number,
): Promise<ShrunkCase> {
  const turn = turnOf(strata, k);
  if (turn === undefined) throw new RangeError(`${clauseId} has no case ${k}`);
  if (turn.stratum.many === undefined) return { case: turn.stratum.only, path: String(k), shrinks: 0 };
  let calls = -1;
  // After the budget is spent every proposal passes, which ends shrinking at a case that is known to fail.
  const property = fc.asyncProperty(turn.stratum.many, async (proposal) => {
    calls += 1;
    if (calls === 0) return false;
    return calls > budget || !(await fails(proposal));
  });
  const details = await fc.check(property, { seed: seedOf(clauseId, seed, turn), numRuns: 1 });
  if (details.counterexample === null) throw new Error(`case ${k} of ${clauseId} cannot be drawn`);
  const [smallest] = details.counterexample;
  const path = (details.counterexamplePath ?? FIRST).slice(FIRST.length);
  return { case: smallest, path: `${k}${path}`, shrinks: details.numShrinks };
}

/**
 * The case that a path names: `k`, or `k:` and fast-check's shrink path.
 * @throws UserError when the clause has no such case
 */
export function replayCase(
  strata: readonly Stratum<Case>[],
  clauseId: string,
  seed: number,
  path: string,
): Case {
  const [, number = "", shrinks = ""] = /^(\d+)((?::\d+)*)$/.exec(path) ?? [];
  const turn = number === "" ? undefined : turnOf(strata, Number(number));
  const found =
    turn === undefined
      ? undefined
      : turn.stratum.many === undefined
        ? shrinks === ""
          ? turn.stratum.only
          : undefined
        : replayed(turn.stratum.many, seedOf(clauseId, seed, turn), `${FIRST}${shrinks}`);
  if (found === undefined) {
    throw new UserError(
      `${clauseId} has no case ${JSON.stringify(path)}: give a path as a report tells it, such as 17 or 17:0:3`,
    );
  }
  return found;
}

/** fast-check's path of the first value of a seed. Each case has its own seed, so its value is always the first. */
const FIRST = "0";

interface Turn {
  readonly stratum: Stratum<Case>;
  /** The number of earlier values of the stratum. */
  readonly index: number;
}

function turnOf(strata: readonly Stratum<Case>[], k: number): Turn | undefined {
  const first = strata[k];
  if (first !== undefined) return { stratum: first, index: 0 };
  const inexhaustible = strata.filter((stratum) => stratum.many !== undefined);
  if (inexhaustible.length === 0) return undefined;
  const later = k - strata.length;
  const stratum = inexhaustible[later % inexhaustible.length];
  return stratum && { stratum, index: 1 + Math.floor(later / inexhaustible.length) };
}

function seedOf(clauseId: string, seed: number, { stratum, index }: Turn): number {
  return hash("sha256", JSON.stringify([seed, clauseId, stratum.kind, index]), "buffer").readInt32BE(0);
}

/** The value at a shrink path; undefined when the path leads nowhere, because fast-check then throws. */
function replayed<T>(many: Arbitrary<T>, seed: number, path: string): T | undefined {
  try {
    return valueAt(many, seed, path);
  } catch {
    return undefined;
  }
}

function valueAt<T>(many: Arbitrary<T>, seed: number, path: string): T | undefined {
  return fc.sample(many, { seed, path, numRuns: 1 })[0];
}
