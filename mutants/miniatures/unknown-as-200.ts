import type { Handler } from "../../targets/handler-target.ts";
import { miniature } from "../miniature.ts";

/** Answers 200, whatever the request. */
export const unknownAs200: Handler = miniature({
  knows: () => true,
});
