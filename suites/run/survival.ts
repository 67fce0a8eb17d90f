import type { Clause } from "../../specs/clause.ts";
import type { Examined } from "../judge/judge.ts";
import type { Life } from "../judge/life.ts";
import type { Verdict } from "../judge/verdict.ts";
import { drainQueue } from "./drain-queue.ts";
import { type Fate, findKiller } from "./find-killer.ts";
import { failedToJudge } from "./verdicts-without-cases.ts";
import type { VitalSigns } from "./vital-signs.ts";

export interface SurvivalOptions {
  /** Judges a clause as far as it can be judged now; resolves to undefined when the subject died meanwhile. */
  readonly judge: (clause: Clause, life: Life) => Promise<Examined | undefined>;
  /** Called with what each clause showed, which stands unless the clause is told again. */
  readonly tell: (examined: Examined) => void;
  readonly notice: (says: string) => void;
  /** Called with the clauses of which one may have killed the subject, before it is brought back. */
  readonly suspect?: (clauses: readonly Clause[]) => void;
  readonly vitals: Omit<VitalSigns, "alive">;
  /** Begins a life: what is judged in it ends when the subject dies. */
  readonly newLife: () => Life;
  /** The verdict on a clause that killed the subject twice, alone. */
  readonly killedBy: (clause: Clause) => Verdict;
  /** Clauses that are judged at once, and how many of those that wait are judged beside them. */
  readonly concurrency: number;
  readonly besides: (queue: readonly Clause[]) => number;
  /** Whether a clause may begin, as far as others go that it stands on; default: always. */
  readonly ready?: (clause: Clause) => boolean;
  /** Whether nothing more is to begin, for now; default: never. */
  readonly enough?: () => boolean;
  readonly signal: AbortSignal;
}

/**
 * Judges clauses and goes on when the subject dies. It is revived, and what was under way is judged again, in halves, until one clause
 * is left that kills it alone: twice, and that clause has failed.
 */
export class Survival {
  readonly #options: SurvivalOptions;
  /** Clauses that were told, the last one last. */
  readonly #told = new Set<Clause>();

  constructor(options: SurvivalOptions) {
    this.#options = options;
  }

  /** Judges clauses side by side until none is left, it is enough, or the run is interrupted. Resolves to false when the subject is gone. */
  async together(clauses: readonly Clause[]): Promise<boolean> {
    const queue = [...clauses];
    const { signal, enough = () => false } = this.#options;
    while (queue.length > 0 && !signal.aborted && !enough()) {
      const suspects = await this.#untilDeath(queue);
      if (suspects.length > 0 && !(await this.#recover(suspects, queue))) return false;
    }
    return true;
  }

  /** Judges one clause alone, and again when the subject dies of it. */
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

  /** Judges clauses side by side until none is left or the subject dies. Resolves to those that were under way then. */
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

  /** Brings the subject back and finds what killed it: one of the suspects, or else a clause that had just ended. */
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

  /** Judges clauses side by side. Their verdicts count only when the subject lives on. */
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
