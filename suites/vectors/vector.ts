import type { VectorCheck } from "./vector-check.ts";

/** One case for an endpoint, as one line of JSON. specs/schema/vector.json describes it. */
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
  /** Clauses among the vectors that this one builds on. If one of them fails, this one shows nothing. */
  readonly behind: readonly string[];
  /** The unsigned HTTP/1.1 request in base64, to write to its own connection. */
  readonly request: string;
  /** The same request without its fault. If its reply conforms too, the refusal shows nothing. */
  readonly twin?: string;
  /** The reply conforms if every check of any answer holds. */
  readonly answers: readonly (readonly VectorCheck[])[];
}
