import type { KeywordGenerator } from "../keyword-generator.ts";
import { pattern } from "./pattern.ts";

/** A member that must be sent: sent, and left out. */
export const required: KeywordGenerator = {
  keeps: (member) => pattern.keeps(member).slice(0, 1),
  breaks: () => [{ kind: "left out", only: { value: undefined, mended: "{function}", why: "not sent" } }],
};
