import type { Observation } from "../../drivers/observation.ts";
import type { Clause } from "../../specs/clause.ts";
import type { View } from "../view/view.ts";
import type { Verdict } from "./verdict.ts";

/** Counts the observations of a clause while it is judged, and makes its verdict. */
export class ClauseTally {
  readonly #clause: Clause;
  readonly #startedAt = Date.now();
  /** When cases were performed: from the first request of each case to its end, in ms since the epoch. */
  readonly #active: [from: number, to: number][] = [];
  readonly #answers = new Map<string, number>();
  #cases = 0;
  #exchanges = 0;
  #witnessed = false;

  constructor(clause: Clause) {
    this.#clause = clause;
  }

  /** Whether an observation showed that the probe ran. */
  get witnessed(): boolean {
    return this.#witnessed;
  }

  get cases(): number {
    return this.#cases;
  }

  /**
   * Counts the exchanges of an observation.
   * @param endedAt when the case ended, in ms since the epoch; default: now
   */
  observed({ calls }: Observation, seen: View, endedAt: number = Date.now()): void {
    const exchanges = calls.flatMap((call) => call.exchanges);
    this.#exchanges += exchanges.length;
    const [first] = exchanges;
    if (first) this.#active.push([first.startedAt, endedAt]);
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
    const ms = lengthOf(this.#active);
    const tells = level === "may" || expect.length > 1;
    return {
      clause: id,
      level,
      says,
      outcome,
      cases: this.#cases,
      exchanges: this.#exchanges,
      ms,
      queuedMs: Math.max(0, Date.now() - this.#startedAt - ms),
      ...(tells && this.#answers.size > 0 && { answers: Object.fromEntries(this.#answers) }),
      ...more,
    };
  }
}

/** The time that the intervals cover together, without counting overlaps twice. */
function lengthOf(intervals: readonly (readonly [from: number, to: number])[]): number {
  let length = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const [from, to] of intervals.toSorted((a, b) => a[0] - b[0])) {
    length += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return length;
}
