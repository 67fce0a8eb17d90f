import type { Specification } from "../../specs/specification.ts";
import type { RawRequest } from "../../wire/raw-request.ts";

/** One kind of call that a clause with a scenario makes: what a mutant goes by. */
export interface CallKind {
  /** The name under which the expectation speaks of it. */
  readonly as?: string | undefined;
  /** Its InvocationType, where it has one. */
  readonly type?: string | undefined;
  /** The same for calls that look alike. */
  readonly kind?: string | undefined;
  /** @param probe name of the probe */
  matcher(specification: Specification, probe: string): CallMatcher;
}

/** Whether a request may be such a call. */
export type CallMatcher = (request: RawRequest) => boolean;
