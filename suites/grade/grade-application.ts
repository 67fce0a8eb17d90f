import type { Specification } from "../../specs/specification.ts";
import { type ClientGrader, createClientGrader } from "./client-grader.ts";
import { type Grade, NOT_A_CALL } from "./grade.ts";
import { askedIn } from "./recorded-case.ts";
import type { RecordedExchange } from "./recorded-exchange.ts";

/** Judges recorded traffic that an application sent for its own work, by the clauses that such calls can show. */
export function gradeApplication(
  exchanges: readonly RecordedExchange[],
  specification: Specification,
): Grade & Pick<ClientGrader, "calls" | "areNamed"> {
  // The whole recording is there at once, so no call is over before its end.
  const grader = createClientGrader({ specification, now: () => 0 });
  const broke = [
    ...exchanges.flatMap(({ place, exchange, whole, unknown, signature }) =>
      grader.add({
        place,
        exchange,
        whole: whole === true,
        hasBody: !unknown.has("request.body"),
        signature,
      }),
    ),
    ...grader.end(),
  ];
  const failures = new Map(broke.map(({ clause, failure }) => [clause, failure]));
  return {
    verdicts: grader.verdicts().map((verdict) => {
      const failure = failures.get(verdict.clause);
      return failure === undefined ? verdict : { ...verdict, failure };
    }),
    judged: grader.judged,
    remarks: exchanges.flatMap((recorded) =>
      askedIn(recorded, specification) === undefined
        ? [
            {
              place: recorded.place,
              because: NOT_A_CALL,
              what: `${recorded.exchange.request.method} ${recorded.exchange.request.target.slice(0, 80)}`,
              leftOut: true,
            },
          ]
        : [],
    ),
    errors: [],
    calls: grader.calls,
    areNamed: grader.areNamed,
  };
}
