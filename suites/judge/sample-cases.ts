import type { Case } from "../../generators/case.ts";
import type { CaseJudge, CaseResult, MissedCase } from "./case-judge.ts";
import { oddnessOf } from "./oddness.ts";

/** The result of the cases of a clause. */
export type SampledCases =
  /**
   * None broke the clause. `refuses`: some were refused while their twins were not, so the endpoint does not give everything the same
   * response.
   */
  | { readonly kind: "kept"; readonly refuses: boolean }
  | FailingCase
  | { readonly kind: "denied" }
  | { readonly kind: "masked"; readonly says: string }
  | { readonly kind: "interrupted" }
  | { readonly kind: "error"; readonly says: string };

/** The plainest case that broke the clause, with the lowest number among equals. */
export interface FailingCase {
  readonly kind: "failed";
  readonly number: number;
  readonly case: Case;
  readonly missed: MissOfSample;
}

/**
 * How a case failed, without the observation, which may hold megabytes. Hundreds of failures may wait for their confirmation, and a report
 * shows the observation of that.
 */
export interface MissOfSample extends Omit<MissedCase, "observation"> {
  /** Whether the case did not wait for later effects as long as they may take. */
  readonly hurried: boolean;
}

type SampledResult = Exclude<CaseResult, MissedCase> | MissOfSample;

export interface SamplingOptions {
  /** Gives a case by its number, or undefined if there are no more. */
  readonly draw: (number: number) => Case | undefined;
  /** The most cases. */
  readonly wanted: number;
  readonly judgeCase: CaseJudge;
  /** A `may` clause is never broken, so all its cases are performed. */
  readonly isOpen: boolean;
  readonly signal: AbortSignal;
  /** Called with how many cases were performed. */
  readonly performed: (cases: number) => void;
}

/** Cases run concurrently in batches, so that the reported failing case does not depend on the concurrency. */
const BATCH = 25;

/** Performs the cases of a clause until a batch decides the verdict. */
export async function sampleCases(options: SamplingOptions): Promise<SampledCases> {
  const { wanted, judgeCase, isOpen, signal, performed } = options;
  let refuses = false;
  for (let first = 0; first < wanted; first += BATCH) {
    const batch = drawBatch(options, first);
    if (batch.length === 0) break;
    const results = await settle(
      batch.map(async ({ made, number }) => withoutObservation(await judgeCase(made, `${number}`, "first"))),
    );
    performed(batch.length);
    refuses ||= results.some((result) => result.kind === "fits" && result.refused === true);
    if (signal.aborted) return { kind: "interrupted" };
    if (results.some((result) => result.kind === "denied")) return { kind: "denied" };
    const failing = isOpen ? undefined : plainestMissed(batch, results);
    if (failing) return failing;
    const shown = results.find(({ kind }) => kind === "masked" || kind === "error");
    if (shown?.kind === "masked" || shown?.kind === "error") return shown;
  }
  return { kind: "kept", refuses };
}

interface DrawnCase {
  readonly made: Case;
  readonly number: number;
}

function drawBatch({ draw, wanted }: SamplingOptions, first: number): readonly DrawnCase[] {
  const batch: DrawnCase[] = [];
  for (let number = first; number < Math.min(first + BATCH, wanted); number++) {
    const made = draw(number);
    if (made) batch.push({ made, number });
  }
  return batch;
}

/** The plainest case of a batch that broke the clause, or the first of equally plain ones. */
function plainestMissed(
  batch: readonly DrawnCase[],
  results: readonly SampledResult[],
): FailingCase | undefined {
  const failing = batch.flatMap(({ made, number }, index): FailingCase[] => {
    const missed = results[index];
    return missed?.kind === "misses" ? [{ kind: "failed", number, case: made, missed }] : [];
  });
  return failing.toSorted((a, b) => oddnessOf(a.case.steps) - oddnessOf(b.case.steps))[0];
}

function withoutObservation(result: CaseResult): SampledResult {
  if (result.kind !== "misses") return result;
  const { observation, ...missed } = result;
  return { ...missed, hurried: observation.gaveUp?.hurried ?? false };
}

/**
 * Waits for all promises, so that nothing of a batch is still running when the judge goes on.
 * @throws the first rejection
 */
async function settle<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
