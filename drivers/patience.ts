import type { CollectStep, Step } from "../generators/case.ts";
import type { GaveUp, LedgerEntry, Observation } from "./observation.ts";

/** How long cases wait for what happens after the replies: an event that runs, a dead letter, a message to a destination. */
export interface Patience {
  /**
   * The steps, with a limit in each that waits for something to happen, and rests no longer than the patience allows.
   * @param whole waits as long as the patience allows, whatever was learned
   */
  limited(steps: readonly Step[], whole: boolean): readonly Step[];
  /**
   * Learns how soon things happen here.
   * @param steps as they were performed, with their limits
   * @returns the observation, with what was waited for in vain
   */
  learned(steps: readonly Step[], observation: Observation): Observation;
  /** From now on every wait may last as long as the patience allows: nothing else is in flight that it could hold up. */
  unhurried(): void;
}

export interface PatienceOptions {
  /** The patience: how long, in ms, a case waits for the next thing to happen. */
  readonly ms: number;
  /**
   * The target is known to do everything within that. Elsewhere, what takes the real service longer than the patience is not missed
   * when it has not come by then.
   */
  readonly suffices?: boolean;
}

/** Patience with a target on this machine, in ms; and with any other, where retries may come after one minute and then two. */
export const NEAR_MS = 20_000;
export const FAR_MS = 300_000;

/** A wait is cut to so many times the longest that was seen, but never below the floor: a cold start takes seconds. */
const TIMES = 10;
const FLOOR_MS = 5_000;

export function createPatience({ ms, suffices = false }: PatienceOptions): Patience {
  /** The longest that something took to happen; undefined: nothing has happened yet. */
  let slowest: number | undefined;
  let hurries = true;

  const limitOf = ({ serviceMs }: CollectStep, whole: boolean): number =>
    whole || !hurries || slowest === undefined || serviceMs !== undefined
      ? ms
      : Math.min(ms, Math.max(FLOOR_MS, TIMES * slowest));

  return {
    limited: (steps, whole) =>
      steps.map((step) => {
        if (isPatient(step)) return { ...step, limitMs: limitOf(step, whole) };
        if (step.do === "wait" && step.patience !== undefined)
          return { ...step, ms: Math.min(step.ms, step.patience * ms) };
        return step;
      }),
    learned(steps, observation) {
      const { ledger } = observation;
      const began = observation.calls[0]?.exchanges[0]?.startedAt;
      const waits = steps.filter(isPatient);
      if (ledger === undefined || began === undefined) return observation;
      for (const { atLeast, serviceMs } of waits) {
        const came = ledger[atLeast - 1];
        if (serviceMs === undefined && came !== undefined) {
          const before = atLeast > 1 ? (ledger[atLeast - 2]?.at ?? began) : began;
          slowest = Math.max(slowest ?? 0, came.at - before);
        }
      }
      const missed = waits.find(({ atLeast }) => ledger.length < atLeast);
      if (missed === undefined) return observation;
      const { atLeast, serviceMs, limitMs = ms } = missed;
      const gaveUp: GaveUp = {
        afterMs: limitMs,
        atLeast,
        ...(limitMs < ms && { hurried: true }),
        ...(serviceMs !== undefined && serviceMs > ms && !suffices && onlyRan(ledger) && { serviceMs }),
      };
      return { ...observation, gaveUp };
    },
    unhurried() {
      hurries = false;
    },
  };
}

function isPatient(step: Step): step is CollectStep {
  return step.do === "collect" && step.withinMs === undefined;
}

/** A dead letter, or a message to a destination, comes last: where it is there, nothing more is to come. */
function onlyRan(ledger: readonly LedgerEntry[]): boolean {
  return ledger.every(({ deadLetter, destination }) => deadLetter === undefined && destination === undefined);
}
