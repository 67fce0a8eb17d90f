import type { Handler } from "../../targets/handler-target.ts";
import { miniature } from "../miniature.ts";

/** Returns the right results without headers. */
export const bareResults: Handler = miniature({
  returned: (result) => ({ status: 200, headers: [], body: Buffer.from(JSON.stringify(result ?? null)) }),
});
