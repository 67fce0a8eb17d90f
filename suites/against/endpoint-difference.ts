import type { Case } from "../../generators/case.ts";
import type { Clause } from "../../specs/clause.ts";
import type { Exchange } from "../../wire/exchange.ts";

/** One thing that two endpoints did not do alike, by the smallest case that shows it. */
export interface EndpointDifference {
  /** The clause that the case is of. */
  readonly clause: Clause;
  readonly case: Case;
  /** `CLAUSE:SEED:PATH`, of the case before it was made smaller. */
  readonly replay: string;
  /** What differs: the same facet of both. */
  readonly facets: readonly DifferingFacet[];
  readonly endpoint: readonly Exchange[];
  readonly against: readonly Exchange[];
  readonly decision: Decision;
  /** Other clauses whose cases show the same. */
  readonly also: readonly string[];
  /** Cases that show it. */
  readonly cases: number;
}

export interface DifferingFacet {
  readonly facet: string;
  /** Absent where there was nothing of it. */
  readonly endpoint?: string;
  readonly against?: string;
}

/**
 * Who is right. `decided`: a clause that one of them keeps and the other breaks; `both-wrong`: one that both break; `disputed`: a `may` clause, with the
 * answer that each gives; `silent`: no clause speaks of it.
 */
export type Decision =
  | { readonly kind: "decided"; readonly clause: Clause; readonly right: "endpoint" | "against" }
  | { readonly kind: "both-wrong"; readonly clause: Clause }
  | {
      readonly kind: "disputed";
      readonly clause: Clause;
      readonly answers: { readonly endpoint: string; readonly against: string };
    }
  | { readonly kind: "silent" };
