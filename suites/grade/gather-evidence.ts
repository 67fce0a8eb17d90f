import type { Clause } from "../../specs/clause.ts";
import type { Specification } from "../../specs/specification.ts";
import { createOracle } from "../judge/oracle.ts";
import type { Violation } from "../judge/verdict.ts";
import { alterationsOf } from "./alterations.ts";
import { createBinder, readCases } from "./grade.ts";
import type { RecordedCase } from "./recorded-case.ts";
import type { RecordedExchange } from "./recorded-exchange.ts";

/** What recordings show about one clause. */
export interface FoundEvidence {
  readonly clause: Clause;
  /** Cases that the clause accepts, but rejects after a change in what it is about. */
  readonly supports: readonly FoundCase[];
  /** Cases that the clause rejects. */
  readonly contradicts: readonly (FoundCase & { readonly violations: readonly Violation[] })[];
  /** Cases that the clause accepts even after a change, with the change that it did not notice. */
  readonly blind: readonly (FoundCase & { readonly says: string })[];
}

export interface FoundCase {
  /** Name of the document. */
  readonly file: string;
  readonly its: RecordedCase;
  /** For a `may` clause, the answer that was recorded. */
  readonly answer?: string;
}

/**
 * What recordings of AWS show about the clauses that bind endpoints: one entry for each clause that judged a case.
 * @param enough supporting cases to look for, for one clause in one document. Contradicting cases are always all returned.
 */
export async function gatherEvidence(
  documents: ReadonlyMap<string, readonly RecordedExchange[]>,
  specification: Specification,
  enough: number = Number.POSITIVE_INFINITY,
): Promise<readonly FoundEvidence[]> {
  const oracle = createOracle(specification);
  const read = [...documents].map(([file, exchanges]) => ({ file, ...readCases(exchanges, specification) }));
  const found: FoundEvidence[] = [];
  for (const clause of specification.clauses) {
    if (clause.binds !== "server") continue;
    const binder = createBinder(clause, { specification, function: "probe" }, oracle);
    const check = oracle.check(clause);
    const evidence = {
      clause,
      supports: [] as FoundEvidence["supports"][number][],
      contradicts: [] as FoundEvidence["contradicts"][number][],
      blind: [] as FoundEvidence["blind"][number][],
    };
    for (const { file, cases, answering } of read) {
      const most = evidence.supports.length + enough;
      let tries = TRIES * enough;
      for (const its of binder.of(cases, answering)) {
        if (!isTelling(clause, its)) continue;
        const finding = check(its.seen);
        if (!finding.fits) {
          evidence.contradicts.push({ file, its, violations: finding.violations });
          continue;
        }
        if (evidence.supports.length >= most || tries-- <= 0) continue;
        if (clause.level === "may") {
          evidence.supports.push({ file, its, answer: finding.answer });
          continue;
        }
        const alterations = await alterationsOf(clause, its, specification);
        const unnoticed = alterations.find(({ seen }) => check(seen).fits);
        if (alterations.length > 0 && unnoticed === undefined) evidence.supports.push({ file, its });
        else evidence.blind.push({ file, its, says: unnoticed?.says ?? "nothing of it can be changed" });
      }
    }
    if (evidence.supports.length + evidence.contradicts.length + evidence.blind.length > 0)
      found.push(evidence);
  }
  return found;
}

/** Most cases to try for each supporting one. A clause that notices no change in these will not notice one in others. */
const TRIES = 10;

/** Whether a case shows something about a limit. A value far from the limit does not. */
function isTelling({ given }: Clause, { asked, calls }: RecordedCase): boolean {
  if (!("keeps" in given) || asked === undefined) return true;
  const member = calls[0]?.operation.inputs.find(({ name }) => name === given.parameter);
  const value = asked.input[given.parameter as string] ?? "";
  const { minLength, maxLength, maxBytes } = member?.keywords ?? {};
  switch (given.keeps) {
    case "minLength":
      return [...value].length === minLength;
    case "maxLength":
      return [...value].length === maxLength;
    case "maxBytes":
      return Buffer.byteLength(value) === maxBytes;
    default:
      return true;
  }
}
