import type { Handler } from "../../targets/handler-target.ts";
import { type FunctionError, miniature, SOUND } from "../miniature.ts";

/** The last error, and how many more successful calls will get it. */
let told: { readonly error: FunctionError; left: number } | undefined;

/** Does not clear an error after reporting it, so the next calls get it too. */
export const errorsStick: Handler = miniature({
  failed: (error, call) => {
    told = { error, left: 3 };
    return SOUND.failed(error, call);
  },
  returned: (result, call) => {
    if (told === undefined || told.left === 0) return SOUND.returned(result, call);
    told.left -= 1;
    return SOUND.failed(told.error, call);
  },
});
