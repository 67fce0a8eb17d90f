import { scriptedClients } from "../mutants/clients/scripted-clients.ts";
import { scriptedAnswers } from "../mutants/from-data/scripted-answers.ts";
import type { Clause } from "../specs/clause.ts";
import { isPassive } from "../specs/is-passive.ts";
import type { Verdict } from "../suites/judge/verdict.ts";
import { waitingFirst } from "../suites/run/plan-run.ts";
import { FOOTPRINT, type Footprint, touchedBy } from "./footprints.ts";
import { inParallel } from "./in-parallel.ts";
import type { Stage } from "./stage.ts";
import { subjectOf, type Wrong, wrongsOf } from "./wrong.ts";

/** The outcome for one mutant when only its own clause was judged. */
export interface Bite {
  readonly mutant: Wrong;
  readonly killed: boolean;
  /** Why it survived. */
  readonly because?: string;
}

/** How many of its mutants a clause kills. */
export interface ClauseTeeth {
  readonly clause: Clause;
  readonly bites: readonly Bite[];
  /** Whether at least one mutant survives if the clause accepts every observation. */
  readonly expectationCounts: boolean;
}

const CASES = 25;
const SEED = 1;
const MOST_TRAFFIC = 40;

/** Judges each clause alone against each of its mutants, and again with an expectation that accepts everything. */
export async function biteAll(
  clauses: readonly Clause[],
  stage: Stage,
  footprints: readonly Footprint[],
  told: (teeth: ClauseTeeth) => void = () => {},
): Promise<readonly ClauseTeeth[]> {
  // Clauses that wait start first, so that the others run meanwhile.
  const queue = clauses
    .map((clause, index) => ({ clause, index }))
    .sort((one, other) => waitingFirst(one.clause, other.clause));
  const all: ClauseTeeth[] = [];
  await inParallel(queue, async ({ clause, index }) => {
    const bites: Bite[] = [];
    let expectationCounts = false;
    for (const mutant of wrongsOf(clause, stage.specification)) {
      const bite = await biteOf(clause, mutant, stage, footprints);
      bites.push(bite);
      if (!bite.killed || expectationCounts) continue;
      const anything: Clause = { ...clause, expect: [{ schema: true }] };
      const verdict = await verdictOn(anything, mutant, stage, footprints);
      expectationCounts = verdict?.outcome !== "fail";
    }
    all[index] = { clause, bites, expectationCounts };
    told(all[index]);
  });
  return all;
}

async function biteOf(
  clause: Clause,
  mutant: Wrong,
  stage: Stage,
  footprints: readonly Footprint[],
): Promise<Bite> {
  const verdict = await verdictOn(clause, mutant, stage, footprints);
  if (verdict?.outcome === "fail") return { mutant, killed: true };
  return { mutant, killed: false, because: [verdict?.outcome, verdict?.because].filter(Boolean).join(": ") };
}

async function verdictOn(
  clause: Clause,
  mutant: Wrong,
  stage: Stage,
  footprints: readonly Footprint[],
): Promise<Verdict | undefined> {
  // A passive clause judges the calls of a few other clauses that the mutant concerns.
  const traffic = isPassive(clause) ? spread(await touchedBy(mutant, footprints)) : [];
  const verdicts = await stage.judge([clause], {
    ...(isPassive(clause) ? FOOTPRINT : { cases: CASES, seed: SEED }),
    ...subjectOf(mutant, stage.specification),
    traffic,
  });
  return verdicts.get(clause.id);
}

/** At most a fixed number of clauses, spread over the list. */
function spread(clauses: readonly Clause[]): readonly Clause[] {
  const step = Math.max(1, clauses.length / MOST_TRAFFIC);
  return clauses.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

/** Clauses that are cheap and have their own cases. */
export function lightClauses({ specification }: Pick<Stage, "specification">): readonly Clause[] {
  return specification.clauses.filter((clause) => clause.cost === undefined && !isPassive(clause));
}

/** Which answers of a `may` clause were recognized. Each must be noted, alone, on the subject that gives it. */
export interface AnswersTold {
  readonly clause: Clause;
  readonly told: readonly string[];
}

export async function tellApart(clause: Clause, stage: Stage): Promise<AnswersTold> {
  const { specification } = stage;
  const told = new Set<string>();
  const scripted =
    clause.binds === "client"
      ? scriptedClients(clause, specification)
      : scriptedAnswers(clause, specification);
  for (const { answer, ...subject } of scripted) {
    const traffic = isPassive(clause)
      ? lightClauses(stage).filter(({ binds }) => binds === clause.binds)
      : [];
    const verdicts = await stage.judge([clause], { cases: 3, seed: SEED, ...subject, traffic });
    const noted = Object.keys(verdicts.get(clause.id)?.answers ?? {});
    if (noted.length === 1 && noted[0] === answer) told.add(answer);
  }
  return { clause, told: [...told] };
}
