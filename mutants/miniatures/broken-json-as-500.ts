import type { Handler } from "../../targets/handler-target.ts";
import { miniature } from "../miniature.ts";

/** Crashes on a payload that is not JSON. */
export const brokenJsonAs500: Handler = miniature({
  brokenJson: () => ({
    status: 500,
    headers: [["Content-Type", "text/plain"]],
    body: Buffer.from("SyntaxError"),
  }),
});
