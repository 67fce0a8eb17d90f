import type { RunHeader } from "../suites/run/run-event.ts";
import { LABELS } from "./facts-of.ts";
import type { Style } from "./style.ts";
import { visible } from "./visible.ts";

/** The head of a run: what is tested, what its probe said, what it is declared not to have, by which rules. */
export function headText(run: RunHeader, clauses: number, style: Style): string {
  const { tool, subject, edition, seed, cases, concurrency } = run;
  const { name, url, version, probe, without } = subject;
  const place = url === undefined || url === name ? "" : `  ${url}`;
  const rows: [string, string][] = [
    [
      subject.kind === "client" ? "client" : "target",
      `${name}${version === undefined ? "" : ` ${version}`}${place}`,
    ],
    ...(probe === undefined ? [] : [["probe", probe.says] as [string, string]]),
    ...(without.length === 0 ? [] : [["without", without.join(", ")] as [string, string]]),
    ["rules", `${clauses} clauses, edition ${edition}`],
    // Recorded traffic has none.
    ...(cases === 0
      ? []
      : [["cases", `${cases} a clause, seed ${seed}, ${concurrency} requests at once`] as [string, string]]),
  ];
  const lines = rows.map(([label, text]) => style.wrap(`  ${label.padEnd(LABELS)}`, visible(text)));
  const warning =
    probe?.found === false ? [style.paint("yellow", "  Without its probe most clauses are uncovered.")] : [];
  return `${[style.paint("bold", `${tool.name} ${tool.version}`), ...lines, ...warning].join("\n")}\n\n`;
}
