import { createPatience, FAR_MS, NEAR_MS, type Patience } from "../../drivers/patience.ts";
import { isLoopback } from "../../targets/endpoint.ts";
import type { StartedTarget } from "../../targets/target.ts";
import type { RunOptions } from "./run-options.ts";

/** The patience of a run: from its options, or else from its target, or else the default for where the target runs. */
export async function patienceOf(
  { patienceMs, target }: Pick<RunOptions, "patienceMs" | "target">,
  { url }: Pick<StartedTarget, "url">,
): Promise<Patience> {
  const needed = target?.patienceMs;
  const ms = patienceMs ?? needed ?? ((await isLoopback(url.hostname)) ? NEAR_MS : FAR_MS);
  return createPatience({ ms, suffices: needed !== undefined && ms >= needed });
}
