import type { Handler } from "../../targets/handler-target.ts";
import { miniature, SOUND } from "../miniature.ts";

/** Makes its functions write their results to standard output, and takes the first line of JSON for the result. */
export const resultOnStandardOutput: Handler = miniature({
  returned: (result, call) => {
    const { lines = [], to } = call.order?.log ?? {};
    const first = to === "stderr" ? undefined : lines.map(parsed).find((json) => json !== undefined);
    return SOUND.returned(first ?? result, call);
  },
});

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
