import type { Handler } from "../../targets/handler-target.ts";
import { miniature } from "../miniature.ts";

/** Never answers an asynchronous call, but answers all others. */
export const eventSilent: Handler = miniature({
  accepted: () => new Promise(() => {}),
});
