import type { Clause } from "../../specs/clause.ts";
import type { Examined } from "../judge/judge.ts";
import type { Life } from "../judge/life.ts";
import type { Verdict } from "../judge/verdict.ts";
import { drainQueue } from "./drain-queue.ts";
import { type Fate, findKiller } from "./find-killer.ts";
import { failedToJudge } from "./verdicts-without-cases.ts";
import type { VitalSigns } from "./vital-signs.ts";

export interface SurvivalOptions {
  /** Judges a clause as far as possible now. Resolves to undefined if the subject died meanwhile. */
  readonly judge: (clause: Clause, life: Life) => Promise<Examined | undefined>;
  /** Called with the result of each clause, which is final unless it is called again for the clause. */
  readonly tell: (examined: Examined) => void;
  readonly notice: (says: string) => void;
  /** Called with the clauses that may have killed the subject, before it is revived. */
  readonly suspect?: (clauses: readonly Clause[]) => void;
  readonly vitals: Omit<VitalSigns, "alive">;
  /** Begins a life, which ends everything that is judged in it when the subject dies. */
  readonly newLife: () => Life;
  /** The verdict on a clause that killed the subject twice, alone. */
  readonly killedBy: (clause: Clause) => Verdict;
  /** How many clauses are judged at once, and how many waiting ones beside them. */
  readonly concurrency: number;
  readonly besides: (queue: readonly Clause[]) => number;
  /** Whether the gates of a clause allow it to begin. Default: always. */
  readonly ready?: (clause: Clause) => boolean;
  /** Whether nothing more may begin for now. Default: never. */
  readonly enough?: () => boolean;
  readonly signal: AbortSignal;
}

/**
 * Judges clauses and continues after deaths of the subject. It revives the subject and judges the clauses in progress again, in halves, until one is
 * left that kills it alone. If that clause does so twice, it has failed.
 */
export class Survival {
  readonly #options: SurvivalOptions;
  /** Clauses with a result, the most recent last. */
  readonly #told = new Set<Clause>();

  constructor(options: SurvivalOptions) {
    this.#options = options;
  }

  /**
   * Judges clauses concurrently until none is left, `enough` says so, or the run is interrupted.
   * @returns false if the subject is gone
   */
  async together(clauses: readonly Clause[]): Promise<boolean> {
    const queue = [...clauses];
    const { signal, enough = () => false } = this.#options;
    while (queue.length > 0 && !signal.aborted && !enough()) {
      const suspects = await this.#untilDeath(queue);
      if (suspects.length > 0 && !(await this.#recover(suspects, queue))) return false;
    }
    return true;
  }

  /** Judges one clause alone, and again if it kills the subject. */
  async alone(clause: Clause): Promise<Fate> {
    const { judge, vitals, newLife, killedBy } = this.#options;
    for (let deaths = 0; deaths < 2; deaths++) {
      const life = newLife();
      const verdict = await judge(clause, life);
      if (verdict && !life.over && (await vitals.livesOn())) {
        this.#tell(clause, verdict);
        return "survived";
      }
      this.#options.suspect?.([clause]);
      if (!(await vitals.revive())) {
        const because = "the endpoint stopped responding while this clause was tested, and did not recover";
        this.#tell(clause, failedToJudge(clause, because));
        return "gone";
      }
    }
    this.#tell(clause, killedBy(clause));
    return "killed";
  }

  /**
   * Judges clauses concurrently until none is left or the subject dies.
   * @returns the clauses that were in progress when it died
   */
  async #untilDeath(queue: Clause[]): Promise<Clause[]> {
    const { judge, newLife, concurrency, besides, ready, signal, enough = () => false } = this.#options;
    const suspects: Clause[] = [];
    const life = newLife();
    await drainQueue(
      queue,
      concurrency + besides(queue),
      async (clause) => {
        const verdict = await judge(clause, life);
        if (verdict === undefined || life.over) suspects.push(clause);
        else this.#tell(clause, verdict);
      },
      () => life.over || signal.aborted || enough(),
      ready,
    );
    return suspects;
  }

  /** Revives the subject and finds what killed it: one of the suspects, or else a clause that had just ended. */
  async #recover(suspects: readonly Clause[], queue: Clause[]): Promise<boolean> {
    const { notice, vitals, concurrency, signal } = this.#options;
    const recent = [...this.#told]
      .filter((clause) => !suspects.includes(clause))
      .reverse()
      .slice(0, 2 * concurrency);
    notice("the endpoint stopped responding");
    this.#options.suspect?.(suspects);
    if (!(await vitals.revive())) return false;
    const trials = {
      together: (clauses: readonly Clause[]) => this.#surviveTogether(clauses),
      alone: (clause: Clause) => this.alone(clause),
      revive: () => vitals.revive(),
      release: (clauses: readonly Clause[]) => {
        queue.unshift(...clauses.filter((clause) => !this.#told.has(clause)));
      },
      get interrupted() {
        return signal.aborted;
      },
    };
    const found = await findKiller(suspects, trials);
    if (found !== "survived") return found === "killed";
    return (await findKiller(recent, trials)) !== "gone";
  }

  /** Judges clauses concurrently. Their verdicts count only if the subject survives. */
  async #surviveTogether(clauses: readonly Clause[]): Promise<boolean> {
    const { judge, newLife, vitals } = this.#options;
    const life = newLife();
    const verdicts = await Promise.all(
      clauses.map(async (clause) => [clause, await judge(clause, life)] as const),
    );
    if (life.over || !(await vitals.livesOn())) return false;
    for (const [clause, verdict] of verdicts) if (verdict) this.#tell(clause, verdict);
    return true;
  }

  #tell(clause: Clause, examined: Examined): void {
    this.#told.delete(clause);
    this.#told.add(clause);
    this.#options.tell(examined);
  }
}
