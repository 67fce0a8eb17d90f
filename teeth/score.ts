import type { Attribution } from "./attribution.ts";
import type { ClauseTeeth, Telling } from "./bite.ts";
import type { ConstantScore } from "./constants.ts";
import type { FalseAlarm } from "./precision.ts";

/** What teeth found out. */
export interface Score {
  readonly edition: string;
  readonly teeth: readonly ClauseTeeth[];
  readonly tellings: readonly Telling[];
  readonly constants: readonly ConstantScore[];
  readonly attributions: readonly Attribution[];
  readonly precision: {
    readonly seeds: number;
    readonly cases: number;
    readonly alarms: readonly FalseAlarm[];
  };
}

/** The most that a constant responder may pass of the must clauses. */
export const MOST_CONSTANT = 0.15;

/** What is to be mended before the suite can be trusted; none when all is well. */
export function faultsOf({ teeth, tellings, constants, precision }: Score): readonly string[] {
  return [
    ...teeth.filter(({ bites }) => bites.length === 0).map(({ clause }) => `${clause.id} has no mutant`),
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
      .map(({ clause, told }) => `${clause.id} tells no two answers apart (${told.join(", ") || "none"})`),
    ...constants
      .filter(({ judged, passed }) => passed.length > MOST_CONSTANT * judged)
      .map(({ name, judged, passed }) => `${name} passes ${passed.length} of ${judged} must clauses`),
    ...precision.alarms.map(
      ({ seed, clause, says }) => `false alarm on the reference, seed ${seed}: ${clause}: ${says}`,
    ),
  ];
}

/** Mutants killed, and all of them. */
export function killsOf(teeth: readonly ClauseTeeth[]): { readonly killed: number; readonly all: number } {
  const bites = teeth.flatMap((its) => its.bites);
  return { killed: bites.filter(({ killed }) => killed).length, all: bites.length };
}

/** Share of the mutants that fail no clause but their own and those that it implies. */
export function attributionRate(attributions: readonly Attribution[]): number {
  const sound = attributions.filter(({ unexplained }) => unexplained.length === 0);
  return attributions.length === 0 ? 1 : sound.length / attributions.length;
}
