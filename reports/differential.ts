import type { Clause } from "../specs/clause.ts";
import type { Evidence } from "../specs/evidence.ts";
import type { Source } from "../specs/source.ts";
import type { DifferingFacet } from "../suites/against/endpoint-difference.ts";
import type { Against } from "../suites/against/run-against.ts";
import { redact, redactText } from "../wire/redact.ts";
import { givenSecrets } from "../wire/secrets.ts";
import { reportedExchange } from "./record.ts";
import type { ReportedExchange } from "./report.ts";
import { shortened } from "./shortened.ts";

/**
 * The differences between two endpoints as one JSON document. specs/schema/differences.json describes it. The terminal and Markdown formats show the
 * same.
 */
export interface Differential {
  readonly version: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly endpoint: string;
  readonly against: string;
  readonly edition: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly seed: number;
  /** How many cases were sent to both endpoints, how many both answered alike, and how many could not be compared. */
  readonly cases: number;
  readonly alike: number;
  readonly unclear: number;
  /** How many differences did not come again, or also occur between two attempts at one endpoint. */
  readonly chance: number;
  /** Differences that a clause decides against the first endpoint come first. */
  readonly differences: readonly ReportedDifference[];
  /** Clauses whose cases cannot be compared, grouped by the reason. */
  readonly left: readonly { readonly because: string; readonly clauses: readonly string[] }[];
}

export interface ReportedDifference {
  /** The clause that the case was made for. */
  readonly clause: string;
  readonly why: string;
  readonly facets: readonly DifferingFacet[];
  readonly decision: ReportedDecision;
  /** Other clauses whose cases show the same difference. */
  readonly also: readonly string[];
  readonly cases: number;
  /** `CLAUSE:SEED:PATH`, for `run --replay`. */
  readonly replay: string;
  /** The last exchange of the case with each endpoint. */
  readonly endpoint?: ReportedExchange;
  readonly against?: ReportedExchange;
}

/** Which endpoint is right, by which clause, and how well supported that clause is. `record` is a command that sends the request to AWS. */
export type ReportedDecision =
  | ({ readonly kind: "decided"; readonly right: "endpoint" | "against" } & DecidingClause)
  | ({ readonly kind: "both-wrong" } & DecidingClause)
  | ({
      readonly kind: "disputed";
      readonly answers: { readonly endpoint: string; readonly against: string };
      readonly record: string;
    } & DecidingClause)
  | { readonly kind: "silent"; readonly record: string };

interface DecidingClause {
  readonly clause: string;
  readonly level: Clause["level"];
  readonly says: string;
  readonly source: readonly Source[];
  readonly evidence?: Evidence;
}

/** @param secrets texts to hide, in addition to the secrets that each exchange shows */
export function differentialOf(
  { endpoint, against, differences, cases, alike, unclear, chance, left }: Against,
  facts: Pick<Differential, "tool" | "edition" | "startedAt" | "seed">,
  secrets: readonly string[],
): Differential {
  const hidden = givenSecrets(secrets);
  const safe = (text: string): string => redactText(text, hidden);
  return {
    version: 1,
    ...facts,
    endpoint: endpoint.url.href,
    against: against.url.href,
    cases,
    alike,
    unclear,
    chance,
    differences: differences.map((difference) => {
      const { clause, decision, replay, also } = difference;
      const [mine, other] = [difference.endpoint.at(-1), difference.against.at(-1)];
      const record = recordCommand(replay);
      return {
        clause: clause.id,
        why: shortened(safe(difference.case.why)),
        facets: difference.facets.map(({ facet, ...values }) => ({
          facet,
          ...Object.fromEntries(Object.entries(values).map(([whose, value]) => [whose, safe(value)])),
        })),
        decision:
          decision.kind === "silent"
            ? { kind: "silent", record }
            : decision.kind === "disputed"
              ? {
                  kind: "disputed",
                  ...deciding(decision.clause),
                  answers: {
                    endpoint: safe(decision.answers.endpoint),
                    against: safe(decision.answers.against),
                  },
                  record,
                }
              : decision.kind === "decided"
                ? { kind: "decided", ...deciding(decision.clause), right: decision.right }
                : { kind: "both-wrong", ...deciding(decision.clause) },
        also,
        cases: difference.cases,
        replay,
        ...(mine && { endpoint: reportedExchange(redact(mine, hidden)) }),
        ...(other && { against: reportedExchange(redact(other, hidden)) }),
      };
    }),
    left: [...left].map(([because, clauses]) => ({ because, clauses })),
  };
}

function deciding({ id, level, says, source, evidence }: Clause): DecidingClause {
  return { clause: id, level, says, source, ...(evidence && { evidence }) };
}

function recordCommand(replay: string): string {
  return `lambda-conformance run --endpoint https://lambda.us-east-1.amazonaws.com --allow-remote --replay '${replay}' --record question.har`;
}
