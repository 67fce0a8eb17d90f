import type { Specification } from "../specs/specification.ts";
import { gatherEvidence } from "../suites/grade/gather-evidence.ts";
import { readRecordings } from "../suites/grade/read-recordings.ts";

/** What the clauses find in one recording of AWS. */
export interface RecordingScore {
  /** File, place in it, and source. */
  readonly place: string;
  /** The `must` and `should` clauses that judged it, and those among them that failed. */
  readonly judgedBy: readonly string[];
  readonly calledWrong: readonly string[];
  /** Whether no clause notices if it is changed in what the clause is about. */
  readonly missed: boolean;
  /** Clauses that it should answer, but that cannot judge it or do not notice if it is changed. */
  readonly unanswered: readonly string[];
}

/** Judges every recording by every clause that can judge it, both unchanged and changed. */
export async function scoreRecordings(specification: Specification): Promise<readonly RecordingScore[]> {
  const documents = readRecordings();
  const found = await gatherEvidence(documents, specification);
  return [...documents].flatMap(([file, exchanges]) =>
    exchanges.map((recorded): RecordingScore => {
      const clausesOf = (list: "supports" | "contradicts" | "blind", isNoting = false): readonly string[] =>
        found
          .filter(({ clause }) => isNoting || clause.level !== "may")
          .filter((its) =>
            its[list].some(
              (one) =>
                one.file === file && one.its.calls.some((call) => call.recorded.place === recorded.place),
            ),
          )
          .map(({ clause }) => clause.id);
      const supported = clausesOf("supports");
      const calledWrong = clausesOf("contradicts");
      const judged = [...clausesOf("supports", true), ...clausesOf("contradicts", true)];
      return {
        place: [file, recorded.place, recorded.source?.where].filter(Boolean).join(", "),
        judgedBy: [...supported, ...calledWrong, ...clausesOf("blind")],
        calledWrong,
        missed: supported.length === 0,
        unanswered: (recorded.answers ?? []).filter((id) => !judged.includes(id)),
      };
    }),
  );
}
