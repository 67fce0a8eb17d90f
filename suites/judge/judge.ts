import type { Limiter } from "../../drivers/limiter.ts";
import type { Observation } from "../../drivers/observation.ts";
import type { Perform } from "../../drivers/take-turns.ts";
import { baseStep } from "../../generators/base-step.ts";
import type { Case, Step } from "../../generators/case.ts";
import { drawCase, replayCase, shrinkCase } from "../../generators/draw.ts";
import { strataOf } from "../../generators/strata-of.ts";
import type { Stratum } from "../../generators/stratum.ts";
import type { Clause } from "../../specs/clause.ts";
import type { Specification } from "../../specs/specification.ts";
import { type View, view } from "../view/view.ts";
import type { Backoff } from "./backoff.ts";
import { nonceOf } from "./nonce-of.ts";
import type { Check, Oracle } from "./oracle.ts";
import { tellsTime } from "./tells-time.ts";
import { throttling } from "./throttling.ts";
import type { Failure, Verdict, Violation } from "./verdict.ts";
import { watchStalls } from "./watch-stalls.ts";

/** What the judge works with; the run makes one for all clauses. */
export interface Bench {
  readonly specification: Specification;
  readonly oracle: Oracle;
  readonly perform: Perform;
  /** Cases of heavy clauses, each of which holds megabytes in several forms, take turns: what memory a run needs does not add up. */
  readonly heavy: Limiter;
  readonly backoff: Backoff;
  readonly seed: number;
  /** How often clauses were begun anew because the target had died: what was counted before then is not to be counted again. */
  readonly life: number;
  /** Cases of a clause at the most. */
  readonly cases: number;
  readonly signal: AbortSignal;
  /** Told of every observation: the run counts, tells and judges it passively. */
  observed(observation: Observation, seen: View, clause: Clause, made: Case, path: string): void;
  /** Whether the target still answers at all. */
  alive(): Promise<boolean>;
  /** Told when it does not: whatever else waits for something of it is to end. */
  died(): void;
}

/** The target stopped answering while a clause was tested. */
export class TargetDied extends Error {
  override readonly name: string = "TargetDied";
  /** The case in flight, and its path, for the report. */
  readonly case: Case;
  readonly path: string;
  constructor(made: Case, path: string) {
    super("the endpoint stopped answering");
    this.case = made;
    this.path = path;
  }
}

/** A heavy clause sends megabytes, a waiting one takes minutes: a handful of cases, and few steps of shrinking. */
export const LIMITS: Readonly<Record<Cost, { readonly cases: number; readonly shrinks: number }>> = {
  light: { cases: Number.POSITIVE_INFINITY, shrinks: 60 },
  heavy: { cases: 6, shrinks: 8 },
  waits: { cases: 3, shrinks: 2 },
};

type Cost = "light" | NonNullable<Clause["cost"]>;

/**
 * Where this process stood still for so many ms, times of arrival say nothing: a case that is judged on them is performed again,
 * so often.
 */
const STALL = 200;
const STALLS = 10;

/** Much on the way can move arrivals together, and nothing apart: the best of so many performances counts. */
const BEST_OF = 3;

/** A case that is throttled is performed again, so often: an account may stand few calls at once. */
const THROTTLED = 10;

/** Cases are sent in batches: the lowest failing one is what is reported, whatever the concurrency. */
const BATCH = 25;

/** The path of the control request in a replay id. */
const CONTROL = "control";

type CaseResult =
  | { readonly kind: "fits" }
  | {
      readonly kind: "misses";
      readonly violations: readonly Violation[];
      readonly observations: readonly Observation[];
    }
  | { readonly kind: "error"; readonly says: string }
  | { readonly kind: "denied" };

/**
 * Judges one clause that has cases of its own.
 * @throws TargetDied when the target no longer answers; the run restarts it and judges the clause again.
 */
export async function judge(clause: Clause, bench: Bench): Promise<Verdict> {
  return new Judgement(clause, bench).verdict();
}

/** Performs the one case that a replay id names, once. */
export async function judgeReplay(clause: Clause, path: string, bench: Bench): Promise<Verdict> {
  return new Judgement(clause, bench).replayed(path);
}

/** One clause being judged: what its cases showed so far. */
class Judgement {
  readonly #clause: Clause;
  readonly #bench: Bench;
  readonly #check: Check;
  readonly #strata: readonly Stratum<Case>[];
  readonly #limits: { readonly cases: number; readonly shrinks: number };
  readonly #tellsTime: boolean;
  readonly #startedAt = performance.now();
  readonly #answers = new Map<string, number>();
  readonly #twins = new Map<string, Promise<Performed | undefined>>();
  readonly #attempts = new Map<string, number>();
  #cases = 0;
  #exchanges = 0;
  #witnessed = false;

  constructor(clause: Clause, bench: Bench) {
    this.#clause = clause;
    this.#bench = bench;
    this.#check = bench.oracle.check(clause);
    this.#strata = strataOf(clause, bench.specification);
    this.#limits = LIMITS[clause.cost ?? "light"];
    this.#tellsTime = tellsTime(clause.expect);
  }

  async verdict(): Promise<Verdict> {
    const wanted = Math.min(this.#bench.cases, this.#limits.cases);
    let breaking = false;
    for (let first = 0; first < wanted; first += BATCH) {
      const batch: { made: Case; k: number }[] = [];
      for (let k = first; k < Math.min(first + BATCH, wanted); k++) {
        const made = drawCase(this.#strata, this.#clause.id, this.#bench.seed, k);
        if (made) batch.push({ made, k });
      }
      if (batch.length === 0) break;
      breaking ||= batch.some(({ made }) => made.twin !== undefined);
      const results = await settle(batch.map(({ made, k }) => this.#judgeCase(made, `${k}`)));
      this.#cases += batch.length;
      if (this.#bench.signal.aborted) return this.#verdict("error", { because: "interrupted" });
      if (results.some((result) => result.kind === "denied")) {
        return this.#verdict("uncovered", {
          because: "no permission: the endpoint answers 403 AccessDeniedException",
        });
      }
      const failing = results.findIndex((result) => result.kind === "misses");
      const [chosen, missed] = [batch[failing], results[failing]];
      if (chosen && missed?.kind === "misses" && this.#clause.level !== "may")
        return this.#failed(chosen.k, chosen.made, missed.violations);
      const error = results.find((result) => result.kind === "error");
      if (error) return this.#verdict("error", { because: error.says });
    }
    if (this.#cases === 0)
      return this.#verdict("error", { because: "the clause has no cases: its generator is at fault" });
    if (this.#clause.level === "may") return this.#verdict("noted", {});
    // What binds a client is shown by what arrives: there is no function that has to have run.
    if (this.#clause.binds === "server" && !breaking && !this.#witnessed) return this.#controlled();
    return this.#verdict("pass", {});
  }

  async replayed(path: string): Promise<Verdict> {
    if (path === CONTROL) return this.#controlled();
    const made = replayCase(this.#strata, this.#clause.id, this.#bench.seed, path);
    const result = await this.#judgeCase(made, path);
    this.#cases = 1;
    switch (result.kind) {
      case "fits":
        return this.#verdict(this.#clause.level === "may" ? "noted" : "pass", {});
      case "misses":
        if (this.#clause.level === "may") return this.#verdict("noted", {});
        return this.#verdict("fail", { failure: this.#failure(made, path, result, 0) });
      case "denied":
        return this.#verdict("uncovered", {
          because: "no permission: the endpoint answers 403 AccessDeniedException",
        });
      case "error":
        return this.#verdict("error", { because: result.says });
    }
  }

  #judgeCase(made: Case, path: string): Promise<CaseResult> {
    const judged = (): Promise<CaseResult> => this.#judgeNow(made, path);
    return this.#clause.cost === "heavy" ? this.#bench.heavy(judged) : judged();
  }

  /** Performs a case, beside its twin when it is a breaking one, and checks what it showed. */
  async #judgeNow(made: Case, path: string): Promise<CaseResult> {
    const performed = this.#tellsTime
      ? await this.#performInTime(made, path)
      : await this.#perform(made.steps, made, path);
    if ("says" in performed) return { kind: "error", says: performed.says };
    const { observation, seen } = performed;
    const finding = this.#check(seen);
    if (!finding.fits) {
      if (this.#isDenied(seen)) return { kind: "denied" };
      this.#count(`other: ${finding.violations[0]?.actual ?? "no answer"}`);
      return { kind: "misses", violations: finding.violations, observations: [observation] };
    }
    this.#count(finding.answer);
    if (made.twin && (seen.status ?? 0) >= 400) {
      const twin = await this.#twin(made.twin, made, path);
      if (twin && "says" in twin) return { kind: "error", says: twin.says };
      if (twin && twin.seen.status === seen.status && twin.seen.error?.code === seen.error?.code) {
        return {
          kind: "misses",
          violations: [notDiscriminating(seen)],
          observations: [observation, twin.observation],
        };
      }
    }
    return { kind: "fits" };
  }

  /** A client that is answered so was meant to be. */
  #isDenied({ status, error }: View): boolean {
    const denied = "AccessDeniedException";
    const { binds, expect } = this.#clause;
    // A clause that is about permission may fail on how its lack is told.
    if (binds !== "server" || expect.some((answer) => answer.error === denied)) return false;
    return status === 403 && error?.code === denied;
  }

  /**
   * Many breaking cases are mended to the same request: it is sent once a clause.
   * @returns undefined when it was not refused: of the others, thousands of them, nothing is kept
   */
  #twin(steps: readonly Step[], made: Case, path: string): Promise<Performed | undefined> {
    const key = JSON.stringify(steps);
    const known = this.#twins.get(key);
    if (known) return known;
    const performed = this.#perform(steps, made, `${path}~`).then((twin) =>
      "says" in twin || (twin.seen.status ?? 0) >= 400 ? twin : undefined,
    );
    this.#twins.set(key, performed);
    return performed;
  }

  async #performInTime(made: Case, path: string): Promise<Performed> {
    let longest = 0;
    let watched = 0;
    for (let again = 0; again < STALLS; again++) {
      const stalls = watchStalls();
      const performed = await this.#perform(made.steps, made, path).finally(() => stalls.end());
      if ("says" in performed || this.#bench.signal.aborted) return performed;
      const stall = stalls.longestSince(begunAt(performed.observation));
      longest = Math.max(longest, stall);
      if (stall > STALL) continue;
      watched += 1;
      if (watched === BEST_OF || this.#check(performed.seen).fits) return performed;
    }
    return {
      says: `this machine is too busy to tell when replies arrive: it stood still for ${Math.round(longest)} ms`,
    };
  }

  async #perform(steps: readonly Step[], made: Case, path: string): Promise<Performed> {
    const { perform, backoff, specification, signal } = this.#bench;
    let lost = false;
    for (let attempt = 0; ; attempt++) {
      if (signal.aborted) return { says: "interrupted" };
      let observation: Observation;
      try {
        observation = await perform(steps, this.#nonce(path), signal, this.#clause.cost === "waits");
      } catch (fault) {
        if (signal.aborted) return { says: "interrupted" };
        return { says: `the case could not be performed: ${(fault as Error).message} (${made.why})` };
      }
      // What was given up on our side is no answer of the subject's.
      if (signal.aborted) return { says: "interrupted" };
      const seen = view(observation, specification);
      this.#exchanges += observation.calls.reduce((sum, call) => sum + call.exchanges.length, 0);
      this.#witnessed ||= seen.calls.some((call) => call.witness);
      this.#bench.observed(observation, seen, this.#clause, made, path);
      const failure = observation.calls
        .filter((call) => call.step.wire?.leave === undefined)
        .flatMap((call) => call.exchanges)
        .find((exchange) => exchange.failure)?.failure;
      const throttled = this.#throttling(seen);
      if (throttled !== undefined) {
        if (attempt < THROTTLED && (await backoff.wait(signal))) continue;
        return { says: `throttled: ${throttled}; a lower --concurrency may help (${made.why})` };
      }
      if (!failure) {
        backoff.served();
        return { observation, seen };
      }
      if (!(await this.#bench.alive())) {
        this.#bench.died();
        throw new TargetDied(made, path);
      }
      // One connection lost between two requests is nobody's fault; twice the same is worth telling.
      if (lost || failure.kind === "silence") return { says: `no reply: ${failure.says} (${made.why})` };
      lost = true;
    }
  }

  /** What an endpoint says that is asked for too much at once; nothing where the clause is about that. */
  #throttling(seen: View): string | undefined {
    const { binds, requires } = this.#clause;
    if (binds !== "server" || requires?.includes("throttled")) return undefined;
    return throttling(seen, this.#bench.specification);
  }

  /** Fresh for each performance, the same in every run with this seed. */
  #nonce(path: string): string {
    const attempt = this.#attempts.get(path) ?? 0;
    this.#attempts.set(path, attempt + 1);
    const { seed, life } = this.#bench;
    return nonceOf(seed, this.#clause.id, path, { life, attempt });
  }

  /** No case gave a witness that the probe ran: one control request of our own must. */
  async #controlled(): Promise<Verdict> {
    const steps = [baseStep(this.#clause.operation, this.#bench.specification)];
    const made: Case = {
      steps,
      why: "the control: the probe is told to return a fresh nonce",
      kind: "control",
    };
    const performed = await this.#perform(steps, made, CONTROL);
    if ("says" in performed) return this.#verdict("error", { because: performed.says });
    if (this.#witnessed) return this.#verdict("pass", {});
    const violation: Violation = {
      says: "not discriminating: nothing shows that the probe ran",
      expected: `200 ${JSON.stringify({ nonce: performed.observation.nonce })}`,
      actual: describeReply(performed.seen),
    };
    const missed = { violations: [violation], observations: [performed.observation] };
    return this.#verdict("fail", { failure: this.#failure(made, CONTROL, missed, 0) });
  }

  /** Makes the lowest failing case smaller, confirms it, and reports it. */
  async #failed(k: number, original: Case, [first]: readonly Violation[]): Promise<Verdict> {
    const { seed } = this.#bench;
    const fails = async (made: Case): Promise<boolean> =>
      (await this.#judgeCase(made, `${k}:shrinking`)).kind === "misses";
    const shrunk = await shrinkCase(this.#strata, this.#clause.id, seed, k, fails, this.#limits.shrinks);
    const candidates = [
      { made: shrunk.case, path: shrunk.path, shrinks: shrunk.shrinks },
      { made: original, path: `${k}`, shrinks: 0 },
    ];
    let then = "not again";
    for (const { made, path, shrinks } of candidates) {
      const again = await this.#judgeCase(made, path);
      if (again.kind === "misses")
        return this.#verdict("fail", { failure: this.#failure(made, path, again, shrinks) });
      if (again.kind === "error") then = `then ${again.says}`;
    }
    if (this.#bench.signal.aborted) {
      return this.#verdict("error", {
        because: `interrupted before this failure was confirmed: ${original.why}`,
      });
    }
    const seen = first ? `: ${first.says}, expected ${first.expected}, got ${first.actual}` : "";
    return this.#verdict("error", {
      because: `flaky: it failed once and ${then}${seen} (${original.why}; replay ${this.#replayId(`${k}`)})`,
    });
  }

  #failure(
    made: Case,
    path: string,
    missed: { violations: readonly Violation[]; observations: readonly Observation[] },
    shrinks: number,
  ): Failure {
    return {
      why: made.why,
      case: made,
      exchanges: missed.observations.flatMap((seen) => seen.calls.flatMap((call) => call.exchanges)),
      violations: missed.violations,
      shrinks,
      replay: this.#replayId(path),
    };
  }

  #replayId(path: string): string {
    return `${this.#clause.id}:${this.#bench.seed}:${path}`;
  }

  #count(answer: string): void {
    this.#answers.set(answer, (this.#answers.get(answer) ?? 0) + 1);
  }

  #verdict(outcome: Verdict["outcome"], more: Pick<Verdict, "because" | "failure">): Verdict {
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

type Performed = { readonly observation: Observation; readonly seen: View } | { readonly says: string };

/** When the first request of a performance left: before that it waited for its turn. */
function begunAt({ calls }: Observation): number {
  return Math.min(...calls.flatMap((call) => call.exchanges).map(({ startedAt }) => startedAt));
}

function notDiscriminating(seen: View): Violation {
  const refusal = describeReply(seen);
  return {
    says: "not discriminating: the same request with the fault mended is refused in the same way",
    expected: `anything but ${refusal}`,
    actual: refusal,
  };
}

function describeReply(seen: View): string {
  return [seen.status ?? "no reply", seen.error?.code ?? ""].join(" ").trim();
}

/** Waits for all: the judge goes on only when nothing of a batch is under way any more. */
async function settle<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(promises);
  const rejected = settled.find((result) => result.status === "rejected");
  if (rejected) throw rejected.reason;
  return settled.map((result) => (result as PromiseFulfilledResult<T>).value);
}
