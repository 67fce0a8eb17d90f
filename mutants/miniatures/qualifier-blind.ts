import type { Handler } from "../../targets/handler-target.ts";
import { miniature } from "../miniature.ts";

/** Ignores qualifiers. */
export const qualifierBlind: Handler = miniature({
  knows: ({ name }) => name.replace(/^.*function:/, "").split(":")[0] === "probe",
});
