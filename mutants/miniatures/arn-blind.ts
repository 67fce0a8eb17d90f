import type { Handler } from "../../targets/handler-target.ts";
import { miniature } from "../miniature.ts";

/** Looks functions up by the text that came. */
export const arnBlind: Handler = miniature({
  knows: ({ name }) => name === "probe",
});
