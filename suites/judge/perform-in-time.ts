import type { Observation } from "../../drivers/observation.ts";
import type { View } from "../view/view.ts";
import type { Performed } from "./perform-case.ts";
import { watchStalls } from "./watch-stalls.ts";

/** If this process stalls for this long, in ms, times of arrival mean nothing, and the case is performed again. */
const STALL_MS = 200;
/** How often it is performed again because of stalls. */
const MOST_STALLS = 10;
/** Delays on the way can move arrivals closer together but not apart, so the best of this many performances counts. */
const BEST_OF = 3;

/**
 * Performs a case that is judged by times of arrival. Repeats performances that fell into a stall of this process. Stops at the first performance
 * that fits, or after `BEST_OF` that do not.
 * @param fits whether a performance keeps the clause
 */
export async function performInTime(
  perform: () => Promise<Performed>,
  fits: (seen: View) => boolean,
  signal: AbortSignal,
  watch: typeof watchStalls = watchStalls,
): Promise<Performed> {
  let longest = 0;
  let watched = 0;
  for (let performances = 0; performances < MOST_STALLS; performances++) {
    const stalls = watch();
    const performed = await perform().finally(() => stalls.end());
    if ("says" in performed || signal.aborted) return performed;
    const stall = stalls.longestSince(begunAt(performed.observation));
    longest = Math.max(longest, stall);
    if (stall > STALL_MS) continue;
    watched += 1;
    if (watched === BEST_OF || fits(performed.seen)) return performed;
  }
  return {
    says: `this machine is too busy to time responses: it stalled for ${Math.round(longest)} ms`,
  };
}

/** When the first request left. Before that, the case waited for its turn. */
function begunAt({ calls }: Observation): number {
  return Math.min(...calls.flatMap((call) => call.exchanges).map(({ startedAt }) => startedAt));
}
