import type { Limiter } from "../../drivers/limiter.ts";
import type { Observation } from "../../drivers/observation.ts";
import type { Specification } from "../../specs/specification.ts";
import type { View } from "../view/view.ts";
import type { Backoff } from "./backoff.ts";
import type { CaseAttempt } from "./case-attempt.ts";
import type { Life } from "./life.ts";
import type { Oracle } from "./oracle.ts";
import type { ShareCases } from "./share-cases.ts";

/** What the judge works with. A run makes one for each life of the subject and shares it among all clauses. */
export interface JudgeContext {
  readonly specification: Specification;
  readonly oracle: Oracle;
  readonly seed: number;
  /**
   * Whether there is a probe. Without one, an endpoint may refuse sound calls too, so a refusal like that of the twin counts as `masked`.
   */
  readonly probe: boolean;
  /** The most cases of a clause. */
  readonly cases: number;
  /** How many requests are in flight at once. */
  readonly concurrency: number;
  readonly life: Life;
  /** Cases of heavy clauses take turns, because each holds megabytes in several forms. This limits the memory of a run. */
  readonly heavy: Limiter;
  readonly backoff: Backoff;
  /** Lets clauses that make the same calls be judged by the same exchanges. */
  readonly share: ShareCases;
  /**
   * Sends the requests of an attempt.
   * @throws the reason of the signal when it aborts
   */
  perform(attempt: CaseAttempt, signal: AbortSignal): Promise<Observation>;
  /** Called with each observation, before the judge looks at it. */
  observed(attempt: CaseAttempt, observation: Observation, seen: View): void;
  /** Whether the subject answers anything at all. */
  alive(): Promise<boolean>;
}
