import type { Handler } from "../../targets/handler-target.ts";
import { type FunctionError, miniature, SOUND } from "../miniature.ts";

/** Takes a result with the members of an error for an error. */
export const errorsByTheirLooks: Handler = miniature({
  returned: (result, call) => {
    const { errorMessage, errorType } = (result ?? {}) as Partial<FunctionError>;
    if (errorMessage === undefined || errorType === undefined) return SOUND.returned(result, call);
    return SOUND.failed(result as FunctionError, call);
  },
});
