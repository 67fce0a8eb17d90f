import type { RunHeader } from "../suites/run/run-event.ts";
import type { Style } from "./style.ts";
import { visible } from "./visible.ts";

/** Width of the column of labels. */
const LABELS = 13;

/** The head of a run: the subject, its probe, its unsupported features, and how many clauses and cases will be judged. */
export function headText(run: RunHeader, clauses: number, style: Style): string {
  const { tool, subject, edition, seed, cases, concurrency } = run;
  const { name, url, version, probe, without } = subject;
  const place = url === undefined || url === name ? "" : `  ${url}`;
  const rows: [string, string][] = [
    [
      subject.kind === "client" ? "client" : "target",
      `${name}${version === undefined ? "" : ` ${version}`}${place}`,
    ],
    ...(probe === undefined
      ? []
      : [["probe", probe.found ? probe.says : `not found: ${probe.says}`] as [string, string]]),
    ...(without.length === 0 ? [] : [["unsupported", without.join(", ")] as [string, string]]),
    ["clauses", `${clauses} of edition ${edition}`],
    // Recorded traffic has no cases.
    ...(cases === 0
      ? []
      : [
          ["cases", `at most ${cases} per clause, seed ${seed}, ${concurrency} requests at a time`] as [
            string,
            string,
          ],
        ]),
  ];
  const lines = rows.map(([label, text]) => style.wrap(`  ${label.padEnd(LABELS)}`, visible(text)));
  const warning =
    probe?.found === false ? [style.paint("yellow", "  Without the probe, most clauses are skipped.")] : [];
  return `${[style.paint("bold", `${tool.name} ${tool.version}`), ...lines, ...warning].join("\n")}\n\n`;
}
