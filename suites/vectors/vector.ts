import type { VectorCheck } from "./vector-check.ts";

/** One case for an endpoint, as one line of JSON; specs/schema/vector.json describes it. */
export interface Vector {
  readonly version: 1;
  /** `CLAUSE:SEED:NUMBER`, the id that `run --replay` takes. */
  readonly id: string;
  readonly clause: string;
  readonly level: "must" | "should";
  readonly says: string;
  readonly why: string;
  /** Features that the endpoint needs: functions and abilities. */
  readonly needs: readonly string[];
  /** Clauses that this one stands on, those among the vectors: where one of them fails, this one shows nothing of its own. */
  readonly behind: readonly string[];
  /** Base64 of the HTTP/1.1 request, unsigned, as it is written to a connection of its own. */
  readonly request: string;
  /** The same without its fault: where its reply conforms too, the refusal shows nothing. */
  readonly twin?: string;
  /** The reply conforms if every check of any answer holds. */
  readonly answers: readonly (readonly VectorCheck[])[];
}
