import type { Observation } from "../../drivers/observation.ts";
import type { Clause } from "../../specs/clause.ts";
import type { View } from "../view/view.ts";
import type { Verdict } from "./verdict.ts";

/** Counts what a clause showed while it was judged, and makes its verdict. */
export class ClauseTally {
  readonly #clause: Clause;
  readonly #startedAt = performance.now();
  readonly #answers = new Map<string, number>();
  #cases = 0;
  #exchanges = 0;
  #witnessed = false;

  constructor(clause: Clause) {
    this.#clause = clause;
  }

  /** Whether some observation shows that the probe ran. */
  get witnessed(): boolean {
    return this.#witnessed;
  }

  get cases(): number {
    return this.#cases;
  }

  /** Counts the exchanges of an observation. */
  observed({ calls }: Observation, seen: View): void {
    this.#exchanges += calls.reduce((sum, call) => sum + call.exchanges.length, 0);
    this.#witnessed ||= seen.calls.some((call) => call.witness);
  }

  /** Counts cases that were performed. */
  performed(cases: number): void {
    this.#cases += cases;
  }

  /** Counts an answer that a case got. */
  answered(answer: string): void {
    this.#answers.set(answer, (this.#answers.get(answer) ?? 0) + 1);
  }

  verdict(outcome: Verdict["outcome"], more: Pick<Verdict, "because" | "failure"> = {}): Verdict {
    const { id, level, says, expect } = this.#clause;
    const tells = level === "may" || expect.length > 1;
    return {
      clause: id,
      level,
      says,
      outcome,
      cases: this.#cases,
      exchanges: this.#exchanges,
      ms: Math.round(performance.now() - this.#startedAt),
      ...(tells && this.#answers.size > 0 && { answers: Object.fromEntries(this.#answers) }),
      ...more,
    };
  }
}
