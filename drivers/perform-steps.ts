import type { InvokeStep, Step } from "../generators/case.ts";
import type { Collector } from "./collector.ts";
import type { Limiter } from "./limiter.ts";
import type { Call, LedgerEntry, Observation } from "./observation.ts";
import { pause } from "./pause.ts";
import type { Placeholders } from "./placeholders.ts";

/**
 * Carries out the steps of one performance in order: waits, collects, and leaves each call to `invoke`, which is told the call after it too.
 * Rejects with the reason of the signal when that aborts.
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
  for (const [index, step] of steps.entries()) {
    signal?.throwIfAborted();
    if (step.do === "wait") await pause(step.ms, signal);
    else if (step.do === "collect") {
      ledger = await collector?.waitFor(nonce, step.atLeast, step.withinMs, signal);
    } else {
      const next = steps.slice(index + 1).find((later) => later.do === "invoke");
      const call = (): Promise<Call> => invoke(step, next, values);
      calls.push(await (limiter ? limiter(call) : call()));
    }
  }
  return { nonce, calls, ...(ledger && { ledger }) };
}
