import type { Specification } from "../../specs/specification.ts";
import type { RawRequest } from "../../wire/raw-request.ts";

/** One kind of request in the cases of a clause with a scenario. Mutants use it to recognize the requests. */
export interface CallKind {
  /** Its name in the expectation. */
  readonly as?: string | undefined;
  /** Its InvocationType, when it has one. */
  readonly type?: string | undefined;
  /** Kinds whose requests look alike have the same text here. */
  readonly kind?: string | undefined;
  /** @param probe name of the probe */
  matcher(specification: Specification, probe: string): CallMatcher;
}

/** Whether a request may be of this kind. */
export type CallMatcher = (request: RawRequest) => boolean;
