import type { Handler } from "../../targets/handler-target.ts";
import { miniature, SOUND, startFault } from "../miniature.ts";

/** Waits forever for a function that cannot start. */
export const startHangs: Handler = miniature({
  run: (call, environments) =>
    startFault(call.name) === undefined ? SOUND.run(call, environments) : new Promise(() => {}),
});
