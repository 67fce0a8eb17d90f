import { badgeOf } from "../badge.ts";
import type { ReportFormat } from "../formats.ts";
import { jsonText } from "../json-text.ts";

/** The document that a shields.io endpoint badge reads: divergence and coverage of the `must` clauses. */
const badge: ReportFormat = {
  file: "badge.json",
  says: "a shields.io endpoint badge",
  render: (report) => `${jsonText(badgeOf(report))}\n`,
};

export default badge;
