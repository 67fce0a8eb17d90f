import type { Clause } from "./clause.ts";
import type { ErrorSpec } from "./error-spec.ts";
import type { Fixture } from "./fixture.ts";
import type { Operation, OperationName } from "./operation.ts";

/** The whole specification, resolved at one edition. */
export interface Specification {
  /** The edition, YYYY-MM-DD. */
  readonly edition: string;
  readonly operations: Readonly<Record<OperationName, Operation>>;
  readonly errors: readonly ErrorSpec[];
  readonly fixtures: readonly Fixture[];
  readonly clauses: readonly Clause[];
  /** SHA-256 over the documents that the specification was read from, in hex. */
  readonly digest: string;
}
