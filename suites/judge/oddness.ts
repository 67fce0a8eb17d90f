import type { Bytes } from "../../generators/bytes.ts";
import type { Step } from "../../generators/case.ts";

/**
 * In how many ways steps differ from plain calls: by what they do on the wire, or by a payload that is not JSON. The plainest case that
 * shows a failure is the one to report.
 */
export function oddnessOf(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => sum + oddities(step), 0);
}

function oddities(step: Step): number {
  if (step.do !== "invoke") return 0;
  const { headers = [], ...others } = step.wire ?? {};
  return headers.length + Object.keys(others).length + (isPlain(step.payload) ? 0 : 1);
}

/** Whether a payload is absent, or written as JSON. */
function isPlain(payload: Bytes | undefined): boolean {
  if (payload === undefined || "json" in payload) return true;
  if (!("text" in payload)) return false;
  try {
    JSON.parse(payload.text);
    return true;
  } catch {
    return false;
  }
}
