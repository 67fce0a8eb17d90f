import { whyUnrecognised } from "../generators/calls/calls-of.ts";
import type { Clause } from "../specs/clause.ts";
import type { Specification } from "../specs/specification.ts";
import { type Attribution, MOST_IMPLIED } from "./attribution.ts";
import type { AnswersTold, ClauseTeeth } from "./bite.ts";
import type { ConstantScore } from "./constants.ts";
import type { MiniatureScore } from "./miniatures.ts";
import type { FalseAlarm } from "./precision.ts";
import type { RecordingScore } from "./recordings.ts";

/** The result of `npm run teeth`. */
export interface Score {
  readonly specification: Specification;
  readonly teeth: readonly ClauseTeeth[];
  readonly tellings: readonly AnswersTold[];
  readonly attributions: readonly Attribution[];
  /** Absent if only some clauses were checked. */
  readonly whole?: {
    readonly constants: readonly ConstantScore[];
    readonly miniatures: readonly MiniatureScore[];
    readonly recordings: readonly RecordingScore[];
    readonly precision: {
      readonly seeds: number;
      readonly cases: number;
      readonly alarms: readonly FalseAlarm[];
    };
  };
}

/** The least share of mutants for which only their own clause fails, and those that it implies. */
const LEAST_ATTRIBUTION = 0.95;

/** What must be fixed before the suite can be trusted. Empty if all is well. */
export function faultsOf({ specification, teeth, tellings, attributions, whole }: Score): readonly string[] {
  const rate = attributionRate(attributions);
  return [
    ...specification.clauses
      .filter(({ implies = [] }) => implies.length > MOST_IMPLIED)
      .map(({ id, implies }) => `${id} implies ${implies?.length} clauses, more than ${MOST_IMPLIED}`),
    ...teeth
      .filter(({ bites }) => bites.length === 0)
      .map(
        ({ clause }) =>
          `${clause.id} has no mutant${unrecognisedWords(clause)}: let its scenario recognise its calls (generators/scenarios), or make one by hand (mutants/by-hand)`,
      ),
    ...teeth.flatMap(({ bites }) =>
      bites
        .filter(({ killed }) => !killed)
        .map(({ mutant, because }) => `${mutant.name} survives (${because}): ${mutant.says}`),
    ),
    ...teeth
      .filter(({ bites, expectationCounts }) => bites.some(({ killed }) => killed) && !expectationCounts)
      .map(({ clause }) => `${clause.id} kills just as well when it expects nothing`),
    ...tellings
      .filter(({ told }) => told.length < 2)
      .map(
        ({ clause, told }) =>
          `${clause.id} tells no two answers apart (${told.join(", ") || "none"})${unrecognisedWords(clause)}`,
      ),
    ...(whole !== undefined && rate < LEAST_ATTRIBUTION
      ? [`only ${percent(rate)} of the mutants fail nothing but their own clause and what it implies`]
      : []),
    ...(whole === undefined ? [] : faultsOfWhole(whole)),
  ];
}

/**
 * Why the calls of a clause cannot be recognized, as the end of a sentence. Empty for clauses that bind clients, which need not be
 * recognized.
 */
function unrecognisedWords(clause: Clause): string {
  const because = clause.binds === "server" ? whyUnrecognised(clause) : undefined;
  return because === undefined ? "" : `: its calls cannot be recognised, because ${because}`;
}

function faultsOfWhole({
  constants,
  miniatures,
  recordings,
  precision,
}: NonNullable<Score["whole"]>): string[] {
  return [
    ...constants
      .filter(({ passed }) => passed.length > 0)
      .map(({ name, passed }) => `${name} passes ${passed.join(" ")}`),
    ...constants
      .filter(({ exitStatus }) => exitStatus === 0)
      .map(({ name, exitStatus }) => `a run against ${name} exits with ${exitStatus}`),
    ...miniatures
      .filter(({ missed }) => missed.length > 0)
      .map(({ name, missed }) => `${name} is not failed by ${missed.join(" ")}`),
    ...recordings
      .filter(({ calledWrong }) => calledWrong.length > 0)
      .map(({ place, calledWrong }) => `false alarm on the recording ${place}: ${calledWrong.join(" ")}`),
    ...recordings
      .filter(({ unanswered }) => unanswered.length > 0)
      .map(({ place, unanswered }) => `the recording ${place} does not answer ${unanswered.join(" ")}`),
    ...precision.alarms.map(
      ({ seed, clause, says }) => `false alarm on what is sound, seed ${seed}: ${clause}: ${says}`,
    ),
  ];
}

/** The number of mutants that were killed, and of all mutants. */
export function killsOf(teeth: readonly ClauseTeeth[]): { readonly killed: number; readonly all: number } {
  const bites = teeth.flatMap((its) => its.bites);
  return { killed: bites.filter(({ killed }) => killed).length, all: bites.length };
}

/** The share of mutants, from 0 to 1, for which only their own clause fails, and those that it implies. */
export function attributionRate(attributions: readonly Attribution[]): number {
  const sound = attributions.filter(({ unexplained }) => unexplained.length === 0);
  return attributions.length === 0 ? 1 : sound.length / attributions.length;
}

/** A share as a percentage, never rounded up. */
export function percent(share: number): string {
  return `${Math.floor(share * 1000) / 10} %`;
}
