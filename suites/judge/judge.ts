import type { Case } from "../../generators/case.ts";
import { drawCase, replayCase, shrinkCase } from "../../generators/draw.ts";
import { strataOf } from "../../generators/strata-of.ts";
import type { Stratum } from "../../generators/stratum.ts";
import type { Clause } from "../../specs/clause.ts";
import { excerptOf } from "../../wire/excerpt-of.ts";
import { type Attempts, createAttempts } from "./attempts.ts";
import type { PlannedAttempt } from "./case-attempt.ts";
import { type CaseJudge, createCaseJudge, type MissedCase } from "./case-judge.ts";
import { caseLimits } from "./case-limits.ts";
import { ClauseTally } from "./clause-tally.ts";
import { confirmFailure, type SuspectedCase } from "./confirm-failure.ts";
import { CONTROL, controlOf, missingWitness } from "./control.ts";
import type { JudgeContext } from "./judge-context.ts";
import { type Performed, performCase } from "./perform-case.ts";
import { type FailingCase, sampleCases } from "./sample-cases.ts";
import type { Verdict } from "./verdict.ts";

/** A failure that was seen once. It is reported when a case that shows it fails again, with nothing else in flight. */
export interface Suspicion {
  /** Id of the clause. */
  readonly clause: string;
  /**
   * Performs the case again, from its minimal example. The caller ensures that nothing else is in flight.
   * @throws TargetDied as `judge` does
   */
  confirm(context: JudgeContext): Promise<Verdict>;
  /** The verdict if the run ends before confirmation. */
  unconfirmed(): Verdict;
}

/** The result of the cases of a clause: a verdict, or a failure to confirm. */
export type Examined = Verdict | Suspicion;

export function isSuspicion(examined: Examined): examined is Suspicion {
  return "confirm" in examined;
}

/**
 * Performs the cases of one clause, and shrinks a failing one.
 * @throws TargetDied if the subject no longer answers; the run starts it again and judges the clause again
 */
export async function examine(clause: Clause, context: JudgeContext): Promise<Examined> {
  return new Judgment(clause, context).examined();
}

/**
 * Judges one clause with its own cases and confirms its failure at once, for clauses that are judged alone.
 * @throws TargetDied as `examine` does
 */
export async function judge(clause: Clause, context: JudgeContext): Promise<Verdict> {
  const examined = await examine(clause, context);
  return isSuspicion(examined) ? examined.confirm(context) : examined;
}

/**
 * Performs the one case that a replay id names, once.
 * @throws UserError if the clause has no such case
 */
export async function judgeReplay(clause: Clause, path: string, context: JudgeContext): Promise<Verdict> {
  return new Judgment(clause, context).replayed(path);
}

/** Why a clause that needs a probe is uncovered. */
export const NO_PROBE = "no probe";

const DENIED = { because: "no permission: the endpoint responds with 403 AccessDeniedException" };

/** A failing case, and the cases that may show the same failure again: its minimal example, and itself. */
interface Suspect {
  readonly failing: FailingCase;
  readonly cases: readonly SuspectedCase[];
}

/** The judgment of one clause. */
class Judgment {
  readonly #clause: Clause;
  readonly #strata: readonly Stratum<Case>[];
  readonly #tally: ClauseTally;
  /** By the number of the subject's life. */
  readonly #attempts = new Map<number, Attempts>();
  #context: JudgeContext;
  #perform!: (planned: PlannedAttempt) => Promise<Performed>;
  #judgeCase!: CaseJudge;

  constructor(clause: Clause, context: JudgeContext) {
    this.#clause = clause;
    this.#strata = strataOf(clause, context.specification);
    this.#tally = new ClauseTally(clause);
    this.#context = context;
    this.#workWith(context);
  }

  /** Continues with another context: that of a later life of the subject. */
  #workWith(context: JudgeContext): void {
    const tally = this.#tally;
    const { number } = context.life;
    const attempts = this.#attempts.get(number) ?? createAttempts(context.seed, number);
    this.#attempts.set(number, attempts);
    const counting: JudgeContext = {
      ...context,
      observed: (attempt, observation, seen) => {
        tally.observed(observation, seen);
        context.observed(attempt, observation, seen);
      },
    };
    this.#context = context;
    this.#perform = async (planned) => {
      const performs = (): Promise<Performed> => performCase(planned, attempts, counting);
      const { performed, sharedAt } = await context.share(planned, number, performs);
      if (sharedAt !== undefined && !("says" in performed))
        tally.observed(performed.observation, performed.seen, sharedAt);
      return performed;
    };
    this.#judgeCase = createCaseJudge(this.#clause, context, this.#perform, (answer) =>
      tally.answered(answer),
    );
  }

  /** Performs the cases and shrinks a failing one. If none shows that the probe ran, the control must. */
  async examined(): Promise<Examined> {
    const { id, level, binds } = this.#clause;
    const { seed, cases, life } = this.#context;
    const tally = this.#tally;
    const sampled = await sampleCases({
      draw: (number) => drawCase(this.#strata, id, seed, number),
      wanted: Math.min(cases, caseLimits(this.#clause).cases),
      judgeCase: this.#judgeCase,
      isOpen: level === "may",
      signal: life.signal,
      performed: (count) => tally.performed(count),
    });
    switch (sampled.kind) {
      case "interrupted":
        return tally.verdict("error", { because: "interrupted" });
      case "denied":
        return tally.verdict("uncovered", DENIED);
      case "masked":
        return tally.verdict("uncovered", { because: `${NO_PROBE}: ${sampled.says}` });
      case "error":
        return tally.verdict("error", { because: sampled.says });
      case "failed":
        return this.#suspicion({ failing: sampled, cases: await this.#suspectsOf(sampled) });
      case "kept":
        if (tally.cases === 0)
          return tally.verdict("error", {
            because: "no case could be drawn for this clause: its generator is faulty",
          });
        if (level === "may") return tally.verdict("noted");
        // For a client clause, what arrives shows that it was tested: no function has to run.
        if (binds === "client" || sampled.refuses || tally.witnessed) return tally.verdict("pass");
        if (!this.#context.probe) return tally.verdict("uncovered", { because: NO_PROBE });
        return this.#controlled();
    }
  }

  async #suspectsOf({ number, case: original, missed }: FailingCase): Promise<readonly SuspectedCase[]> {
    const { id } = this.#clause;
    const itself = { case: original, path: `${number}`, shrinks: 0 };
    if (missed.silent) return [itself];
    const fails = async (smaller: Case): Promise<boolean> =>
      (await this.#judgeCase(smaller, `${number}`, "shrinking")).kind === "misses";
    const { shrinks } = caseLimits(this.#clause);
    const smallest = await shrinkCase(this.#strata, id, this.#context.seed, number, fails, shrinks);
    return [smallest, itself];
  }

  #suspicion(suspect: Suspect): Suspicion {
    return {
      clause: this.#clause.id,
      confirm: (context) => {
        this.#workWith(context);
        return this.#confirm(suspect);
      },
      unconfirmed: () => this.#unconfirmed(suspect),
    };
  }

  async #confirm(suspect: Suspect): Promise<Verdict> {
    const { failing, cases } = suspect;
    const { concurrency, life } = this.#context;
    const beside = concurrency > 1 ? caseLimits(this.#clause).beside : 0;
    const confirmation = await confirmFailure(cases, this.#judgeCase, beside);
    if (confirmation.kind === "confirmed") return this.#failure(confirmation.suspect, confirmation.missed);
    if (life.signal.aborted) return this.#unconfirmed(suspect);
    // The first attempt did not wait as long for the case as it may take.
    if (failing.missed.hurried) return judge(this.#clause, this.#context);
    const [first] = failing.missed.violations;
    const seen = first ? `: ${first.says}, expected ${first.expected}, got ${first.actual}` : "";
    const where = `(${failing.case.why}; replay ${this.#replayId(`${failing.number}`)})`;
    const told =
      confirmation.kind === "beside"
        ? `fails beside other calls: ${confirmation.failed} of ${confirmation.of} times, never alone`
        : `flaky: it failed once and ${confirmation.instead}`;
    return this.#tally.verdict("error", { because: `${told}${seen} ${where}` });
  }

  #unconfirmed({ failing }: Suspect): Verdict {
    const because = `interrupted before this failure could be confirmed: ${failing.case.why}`;
    return this.#tally.verdict("error", { because });
  }

  async replayed(path: string): Promise<Verdict> {
    if (path === CONTROL) return this.#controlled();
    const made = replayCase(this.#strata, this.#clause.id, this.#context.seed, path);
    const result = await this.#judgeCase(made, path, "first");
    const tally = this.#tally;
    tally.performed(1);
    const isOpen = this.#clause.level === "may";
    switch (result.kind) {
      case "fits":
        return tally.verdict(isOpen ? "noted" : "pass");
      case "misses":
        return isOpen ? tally.verdict("noted") : this.#failure({ case: made, path, shrinks: 0 }, result);
      case "denied":
        return tally.verdict("uncovered", DENIED);
      case "masked":
        return tally.verdict("uncovered", { because: `${NO_PROBE}: ${result.says}` });
      case "error":
        return tally.verdict("error", { because: result.says });
    }
  }

  /** Performs the control, because no case showed that the probe ran. */
  async #controlled(): Promise<Verdict> {
    const control = controlOf(this.#clause, this.#context.specification);
    const performed = await this.#perform(control);
    if ("says" in performed) return this.#tally.verdict("error", { because: performed.says });
    const missing = missingWitness(performed);
    if (missing === undefined) return this.#tally.verdict("pass");
    return this.#tally.verdict("error", { because: missing });
  }

  #failure({ case: made, path, shrinks }: SuspectedCase, missed: MissedCase): Verdict {
    return this.#tally.verdict("fail", {
      failure: {
        why: made.why,
        case: made,
        exchanges: missed.observation.calls.flatMap((call) => call.exchanges.map(excerptOf)),
        violations: missed.violations,
        shrinks,
        replay: this.#replayId(path),
      },
    });
  }

  #replayId(path: string): string {
    return `${this.#clause.id}:${this.#context.seed}:${path}`;
  }
}
