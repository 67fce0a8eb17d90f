import { conclude, isCounted } from "../exit-status.ts";
import { factsOf, plainFacts } from "../facts-of.ts";
import type { ReportFormat } from "../formats.ts";
import type { ReportedVerdict } from "../report.ts";
import { visible } from "../visible.ts";

/** GitHub shows ten annotations of each kind for one step. */
const SHOWN = 10;

/** Workflow commands that GitHub Actions turns into annotations: errors for failures that count, warnings for the others. */
const github: ReportFormat = {
  file: "-",
  says: "annotations of GitHub Actions, on standard output",
  render: (report) => {
    const { run, verdicts, staleDeviations } = report;
    const failing = verdicts.filter(
      ({ outcome, deviation }) => outcome === "fail" && deviation === undefined,
    );
    const counted = failing.filter((verdict) => isCounted(verdict, run.strict));
    const others = failing.filter((verdict) => !isCounted(verdict, run.strict));
    const unjudged = verdicts.filter(({ outcome }) => outcome === "error");
    const told = (verdict: ReportedVerdict): string =>
      `${visible(verdict.says)}\n${plainFacts(factsOf(verdict, report))}`;
    const title = (verdict: ReportedVerdict): string => `${verdict.clause} (${verdict.level})`;
    const commands = [
      ...counted.slice(0, SHOWN - 1).map((verdict) => command("error", title(verdict), told(verdict))),
      ...staleDeviations
        .slice(0, 1)
        .map(({ clause, says }) => command("error", `stale deviation: ${clause}`, visible(says))),
      ...[...unjudged, ...others]
        .slice(0, SHOWN)
        .map((verdict) => command("warning", title(verdict), told(verdict))),
    ];
    const { reasons } = conclude(report);
    const summary = reasons.length === 0 ? "no failure that counts" : reasons.join("; ");
    return `${[...commands, command("notice", "lambda-conformance", visible(summary))].join("\n")}\n`;
  },
};

function command(kind: "error" | "warning" | "notice", title: string, message: string): string {
  const property = escaped(visible(title)).replaceAll(":", "%3A").replaceAll(",", "%2C");
  return `::${kind} title=${property}::${escaped(message)}`;
}

function escaped(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

export default github;
