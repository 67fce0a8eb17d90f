import { evidenceWords } from "../specs/evidence.ts";
import type { Differential, ReportedDecision, ReportedDifference } from "./differential.ts";

/** The number of differences of each kind, in one line. */
export function differentialHead({ cases, alike, unclear, chance, differences }: Differential): string {
  const count = (kind: ReportedDecision["kind"]): number =>
    differences.filter(({ decision }) => decision.kind === kind).length;
  const parts = [
    `${count("decided")} decided by a clause`,
    `${count("both-wrong")} where both endpoints are wrong`,
    `${count("disputed")} disputed`,
    `${count("silent")} that no clause covers`,
  ];
  const unsure = unclear === 0 ? "" : `; ${unclear} could not be compared`;
  const again =
    chance === 0
      ? ""
      : ` ${chance === 1 ? "1 more difference" : `${chance} more differences`} did not occur again.`;
  return `${differences.length} ${differences.length === 1 ? "difference" : "differences"}: ${parts.join(", ")}. Of ${cases} cases, ${alike} got the same response from both${unsure}.${again}`;
}

/** Which endpoint is right, and why, as lines of text. */
export function decisionLines(
  { decision }: ReportedDifference,
  names: { endpoint: string; against: string },
): string[] {
  if (decision.kind === "silent") {
    return [
      "No clause covers this. Record how AWS responds, and add the recording:",
      decision.record,
      "lambda-conformance recordings add question.har --everything --by YOU",
    ];
  }
  const rule = `${decision.clause} (${decision.level}): ${decision.says}`;
  const sources = decision.source.map(
    ({ kind, where, recorded }) =>
      `${kind}: ${where}${recorded === undefined ? "" : ` (recorded ${recorded})`}`,
  );
  const evidence = decision.evidence === undefined ? [] : [`evidence: ${evidenceWords(decision.evidence)}`];
  if (decision.kind === "decided")
    return [`${names[decision.right]} is right. ${rule}`, ...sources, ...evidence];
  if (decision.kind === "both-wrong") return [`Both endpoints are wrong. ${rule}`, ...sources, ...evidence];
  return [
    `Disputed: ${rule}`,
    `${names.endpoint}: ${decision.answers.endpoint}`,
    `${names.against}: ${decision.answers.against}`,
    ...evidence,
    decision.record,
  ];
}
