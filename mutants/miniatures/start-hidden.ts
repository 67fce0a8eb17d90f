import type { Handler } from "../../targets/handler-target.ts";
import { miniature, SOUND, startFault } from "../miniature.ts";

/** Returns the runtime's report on a function that cannot start as the function's result. */
export const startHidden: Handler = miniature({
  failed: (error, call) =>
    startFault(call.name) === undefined ? SOUND.failed(error, call) : SOUND.returned(error, call),
});
