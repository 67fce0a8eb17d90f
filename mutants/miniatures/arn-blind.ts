import type { Handler } from "../../targets/handler-target.ts";
import { miniature } from "../miniature.ts";

/** Looks up functions by the text in the request. */
export const arnBlind: Handler = miniature({
  knows: ({ name }) => name === "probe",
});
