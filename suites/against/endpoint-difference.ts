import type { Case } from "../../generators/case.ts";
import type { Clause } from "../../specs/clause.ts";
import type { Exchange } from "../../wire/exchange.ts";

/** One difference between two endpoints, with the minimal example that shows it. */
export interface EndpointDifference {
  /** The clause that the case was made for. */
  readonly clause: Clause;
  readonly case: Case;
  /** `CLAUSE:SEED:PATH` of the case before it was shrunk. */
  readonly replay: string;
  /** The facets that differ, each with both values. */
  readonly facets: readonly DifferingFacet[];
  readonly endpoint: readonly Exchange[];
  readonly against: readonly Exchange[];
  readonly decision: Decision;
  /** Other clauses whose cases show the same difference. */
  readonly also: readonly string[];
  /** The number of cases that show it. */
  readonly cases: number;
}

export interface DifferingFacet {
  readonly facet: string;
  /** Absent if that endpoint sent nothing of the facet. */
  readonly endpoint?: string;
  readonly against?: string;
}

/**
 * Which endpoint is right. `decided`: one keeps the clause and the other breaks it. `both-wrong`: both break it. `disputed`: a `may` clause, with the
 * answer that each gives. `silent`: no clause is about the difference.
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
