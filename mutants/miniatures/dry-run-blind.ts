import type { Handler } from "../../targets/handler-target.ts";
import { miniature, SOUND } from "../miniature.ts";

/** Checks nothing in a dry run. */
export const dryRunBlind: Handler = miniature({
  refused: (call) => (call.type === "DryRun" ? undefined : SOUND.refused(call)),
  knows: (call) => call.type === "DryRun" || SOUND.knows(call),
});
