import type { CaseAttempt } from "./case-attempt.ts";

/** The target stopped answering while a clause was judged. */
export class TargetDied extends Error {
  override readonly name: string = "TargetDied";
  /** The attempt that found it dead. */
  readonly attempt: CaseAttempt;
  constructor(attempt: CaseAttempt) {
    super("the endpoint stopped responding");
    this.attempt = attempt;
  }
}
