import type { CollectStep, Step } from "../generators/case.ts";
import type { GaveUp, LedgerEntry, Observation } from "./observation.ts";

/** How long cases wait for events after the responses: an event that runs, a dead letter, a message to a destination. */
export interface Patience {
  /**
   * Sets a limit for each step that waits for an event, and shortens other waits to what the patience allows.
   * @param whole whether to wait as long as the patience allows, whatever was learned
   */
  limited(steps: readonly Step[], whole: boolean): readonly Step[];
  /**
   * Learns how soon events happen on this target.
   * @param steps the steps as performed, with their limits
   * @returns the observation, with the first wait that ended without its event
   */
  learned(steps: readonly Step[], observation: Observation): Observation;
  /** From now on, every wait may last as long as the patience allows, because nothing else is in flight that it could delay. */
  unhurried(): void;
}

export interface PatienceOptions {
  /** The patience, in ms: how long a case waits for the next event. */
  readonly ms: number;
  /**
   * Whether the target is known to do everything within that time. Otherwise, an event for which AWS takes longer than the patience does
   * not count as missing.
   */
  readonly suffices?: boolean;
}

/**
 * Patience with a target on this machine, in ms, and with any other target. Retries elsewhere may come after 1 minute, and then after 2.
 */
export const NEAR_MS = 20_000;
export const FAR_MS = 300_000;

/** A wait is limited to this multiple of the longest time seen so far, but never below the floor, because a cold start takes seconds. */
const TIMES = 10;
const FLOOR_MS = 5_000;

export function createPatience({ ms, suffices = false }: PatienceOptions): Patience {
  /** The longest time that an event took, in ms; undefined until one has happened. */
  let slowest: number | undefined;
  let hurries = true;

  const limitOf = ({ serviceMs }: CollectStep, whole: boolean): number =>
    whole || !hurries || slowest === undefined || serviceMs !== undefined
      ? ms
      : Math.min(ms, Math.max(FLOOR_MS, TIMES * slowest));

  return {
    limited: (steps, whole) =>
      steps.map((step) => {
        if (step.do === "invoke") return step;
        const most = step.patience === undefined ? Number.POSITIVE_INFINITY : step.patience * ms;
        if (step.do === "wait") return { ...step, ms: Math.min(step.ms, most) };
        return step.withinMs === undefined
          ? { ...step, limitMs: limitOf(step, whole) }
          : { ...step, withinMs: Math.min(step.withinMs, most) };
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

/** Whether only executions arrived. A dead letter, or a message to a destination, comes last, so nothing more follows it. */
function onlyRan(ledger: readonly LedgerEntry[]): boolean {
  return ledger.every(({ deadLetter, destination }) => deadLetter === undefined && destination === undefined);
}
