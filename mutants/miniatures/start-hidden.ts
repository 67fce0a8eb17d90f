import type { Handler } from "../../targets/handler-target.ts";
import { miniature, SOUND, startFault } from "../miniature.ts";

/** Answers what a runtime says of a function that it cannot start as its result. */
export const startHidden: Handler = miniature({
  failed: (error, call) =>
    startFault(call.name) === undefined ? SOUND.failed(error, call) : SOUND.returned(error, call),
});
