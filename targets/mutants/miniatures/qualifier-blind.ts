import type { Handler } from "../../handler-target.ts";
import { miniature } from "../miniature.ts";

/** Does not look at qualifiers. */
export const qualifierBlind: Handler = miniature({
  knows: ({ name }) => name.replace(/^.*function:/, "").split(":")[0] === "probe",
});
