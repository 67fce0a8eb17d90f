import type { Handler } from "../../targets/handler-target.ts";
import { miniature, SOUND } from "../miniature.ts";

/** Reads the error messages of its functions as Latin-1. */
export const messagesInLatin1: Handler = miniature({
  failed: ({ errorType, errorMessage }, call) =>
    SOUND.failed({ errorType, errorMessage: Buffer.from(errorMessage).toString("latin1") }, call),
});
