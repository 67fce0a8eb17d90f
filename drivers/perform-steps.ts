import type { InvokeStep, Step } from "../generators/case.ts";
import type { Collector } from "./collector.ts";
import type { Limiter } from "./limiter.ts";
import type { Call, LedgerEntry, Observation } from "./observation.ts";
import { NEAR_MS } from "./patience.ts";
import { pause } from "./pause.ts";
import type { Placeholders } from "./placeholders.ts";

/**
 * Performs the steps of a case in order. It waits and collects itself, and passes each request to `invoke`, together with the request after
 * it. Requests marked `beside` are in flight together with the one before them. Rejects with the reason of the signal when that aborts.
 */
export async function performSteps(
  steps: readonly Step[],
  values: Placeholders,
  collector: Collector | undefined,
  signal: AbortSignal | undefined,
  limiter: Limiter | undefined,
  invoke: (step: InvokeStep, next: InvokeStep | undefined, values: Placeholders) => Promise<Call>,
): Promise<Observation> {
  const { nonce } = values;
  const calls: Call[] = [];
  let ledger: readonly LedgerEntry[] | undefined;
  let inVain = false;
  for (let index = 0; index < steps.length; index++) {
    signal?.throwIfAborted();
    const step = steps[index] as Step;
    if (step.do === "wait") await pause(step.ms, signal);
    else if (step.do === "collect") {
      // After an event that did not happen, nothing else follows.
      const most: number = step.withinMs ?? (inVain ? 0 : (step.limitMs ?? NEAR_MS));
      ledger = await collector?.waitFor(nonce, step.atLeast, most, signal);
      inVain ||= step.withinMs === undefined && (ledger?.length ?? 0) < step.atLeast;
    } else {
      const group = [step, ...besides(steps.slice(index + 1))];
      index += group.length - 1;
      const next = steps.slice(index + 1).find((later) => later.do === "invoke");
      const started = group.map((one) => {
        const call = (): Promise<Call> => invoke(one, group.length > 1 ? undefined : next, values);
        return limiter ? limiter(call) : call();
      });
      // When one fails, wait until none of them is in flight.
      await Promise.allSettled(started);
      calls.push(...(await Promise.all(started)));
    }
  }
  return { nonce, calls, ...(ledger && { ledger }) };
}

/** The requests at the beginning of these steps that are sent beside the request before them. */
function besides(steps: readonly Step[]): InvokeStep[] {
  const calls: InvokeStep[] = [];
  for (const step of steps) {
    if (step.do !== "invoke" || step.wire?.beside === undefined) break;
    calls.push(step);
  }
  return calls;
}
