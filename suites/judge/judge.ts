import type { Case } from "../../generators/case.ts";
import { drawCase, replayCase, shrinkCase } from "../../generators/draw.ts";
import { strataOf } from "../../generators/strata-of.ts";
import type { Stratum } from "../../generators/stratum.ts";
import type { Clause } from "../../specs/clause.ts";
import { createAttempts } from "./attempts.ts";
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

/**
 * Judges one clause that has cases of its own.
 * @throws TargetDied when the subject answers nothing any more; the run starts it again and judges the clause again.
 */
export async function judge(clause: Clause, context: JudgeContext): Promise<Verdict> {
  return new Judgment(clause, context).verdict();
}

/**
 * Performs the one case that a replay id names, once.
 * @throws UserError when the clause has no such case
 */
export async function judgeReplay(clause: Clause, path: string, context: JudgeContext): Promise<Verdict> {
  return new Judgment(clause, context).replayed(path);
}

const DENIED = { because: "no permission: the endpoint answers 403 AccessDeniedException" };

/** A failure that was seen once: it is told when a case that shows it fails again. */
interface Suspicion {
  readonly failing: FailingCase;
  /** The minimal example, and the case that it was made from. */
  readonly suspects: readonly SuspectedCase[];
}

/** One clause that is being judged. */
class Judgment {
  readonly #clause: Clause;
  readonly #context: JudgeContext;
  readonly #strata: readonly Stratum<Case>[];
  readonly #tally: ClauseTally;
  readonly #perform: (planned: PlannedAttempt) => Promise<Performed>;
  readonly #judgeCase: CaseJudge;

  constructor(clause: Clause, context: JudgeContext) {
    const tally = new ClauseTally(clause);
    const attempts = createAttempts(context.seed, context.life.number);
    const counting: JudgeContext = {
      ...context,
      observed: (attempt, observation, seen) => {
        tally.observed(observation, seen);
        context.observed(attempt, observation, seen);
      },
    };
    this.#clause = clause;
    this.#context = context;
    this.#strata = strataOf(clause, context.specification);
    this.#tally = tally;
    this.#perform = (planned) => performCase(planned, attempts, counting);
    this.#judgeCase = createCaseJudge(clause, context, this.#perform, (answer) => tally.answered(answer));
  }

  async verdict(): Promise<Verdict> {
    const examined = await this.#examine();
    return "suspects" in examined ? this.#confirm(examined) : examined;
  }

  /** Performs the cases. Where one fails, it is made smaller; where none shows that the probe ran, the control has to. */
  async #examine(): Promise<Verdict | Suspicion> {
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
      case "error":
        return tally.verdict("error", { because: sampled.says });
      case "failed":
        return { failing: sampled, suspects: await this.#suspectsOf(sampled) };
      case "kept":
        if (tally.cases === 0)
          return tally.verdict("error", { because: "the clause has no cases: its generator is at fault" });
        if (level === "may") return tally.verdict("noted");
        // What binds a client is shown by what arrives: no function has to run for that.
        if (binds === "client" || sampled.refuses || tally.witnessed) return tally.verdict("pass");
        return this.#controlled();
    }
  }

  async #suspectsOf({ number, case: original }: FailingCase): Promise<Suspicion["suspects"]> {
    const { id } = this.#clause;
    const fails = async (smaller: Case): Promise<boolean> =>
      (await this.#judgeCase(smaller, `${number}`, "shrinking")).kind === "misses";
    const { shrinks } = caseLimits(this.#clause);
    const smallest = await shrinkCase(this.#strata, id, this.#context.seed, number, fails, shrinks);
    return [smallest, { case: original, path: `${number}`, shrinks: 0 }];
  }

  async #confirm({ failing, suspects }: Suspicion): Promise<Verdict> {
    const confirmation = await confirmFailure(suspects, this.#judgeCase);
    if (confirmation.confirmed) return this.#failure(confirmation.suspect, confirmation.missed);
    const { why } = failing.case;
    if (this.#context.life.signal.aborted)
      return this.#tally.verdict("error", {
        because: `interrupted before this failure was confirmed: ${why}`,
      });
    const [first] = failing.missed.violations;
    const seen = first ? `: ${first.says}, expected ${first.expected}, got ${first.actual}` : "";
    const replay = this.#replayId(`${failing.number}`);
    return this.#tally.verdict("error", {
      because: `flaky: it failed once and ${confirmation.instead}${seen} (${why}; replay ${replay})`,
    });
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
      case "error":
        return tally.verdict("error", { because: result.says });
    }
  }

  /** No case gave a witness that the probe ran: the control must. */
  async #controlled(): Promise<Verdict> {
    const control = controlOf(this.#clause, this.#context.specification);
    const performed = await this.#perform(control);
    if ("says" in performed) return this.#tally.verdict("error", { because: performed.says });
    const missing = missingWitness(performed);
    if (missing === undefined) return this.#tally.verdict("pass");
    return this.#tally.verdict("error", { because: `${missing} (replay ${this.#replayId(CONTROL)})` });
  }

  #failure({ case: made, path, shrinks }: SuspectedCase, missed: MissedCase): Verdict {
    return this.#tally.verdict("fail", {
      failure: {
        why: made.why,
        case: made,
        exchanges: missed.observation.calls.flatMap((call) => call.exchanges),
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
