import { attributionRate, killsOf, type Score } from "./score.ts";

/** The score in a few lines. */
export function summaryText(score: Score): string {
  const { killed, all } = killsOf(score.teeth);
  const rate = attributionRate(score.attributions);
  const lines = [
    `${killed} of ${all} mutants killed (${percent(all === 0 ? 1 : killed / all)}), of ${score.teeth.length} clauses`,
    `${score.tellings.length} may clauses tell their answers apart`,
    ...(score.attributions.length === 0
      ? []
      : [
          `${percent(rate)} of ${score.attributions.length} mutants looked at fail nothing but their own clause and what it implies`,
        ]),
    `${score.precision.alarms.length} false alarms over ${score.precision.seeds} seeds of ${score.precision.cases} cases`,
    ...score.constants.map(
      ({ name, judged, passed }) =>
        `${name} passes ${passed.length} of ${judged} must clauses (${percent(passed.length / judged)})`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}

/** The score as a document. */
export function scoreMarkdown(score: Score): string {
  const { killed, all } = killsOf(score.teeth);
  const others = score.attributions.filter(({ unexplained }) => unexplained.length > 0);
  const sections = [
    "# Teeth",
    `A suite that cannot fail is worth nothing, so this one is tested too. \`npm run teeth\` makes endpoints that are wrong in one way each, and looks whether the clause that speaks of it notices. This page is what it found for edition ${score.edition}.`,
    table(
      ["", ""],
      [
        ["mutants killed", `${killed} of ${all} (${percent(all === 0 ? 1 : killed / all)})`],
        [
          "`must` and `should` clauses with a mutant",
          `${score.teeth.filter(({ bites }) => bites.length > 0).length} of ${score.teeth.length}`,
        ],
        [
          "clauses whose expectation carries a kill",
          `${score.teeth.filter(({ expectationCounts }) => expectationCounts).length} of ${score.teeth.length}`,
        ],
        [
          "`may` clauses that tell scripted endpoints apart",
          `${score.tellings.filter(({ told }) => told.length > 1).length} of ${score.tellings.length}`,
        ],
        [
          "mutants that fail only their clause and what it implies",
          `${percent(attributionRate(score.attributions))} of ${score.attributions.length} looked at`,
        ],
        [
          "false alarms on the reference",
          `${score.precision.alarms.length} over ${score.precision.seeds} seeds, ${score.precision.cases} cases a clause`,
        ],
      ],
    ),
    "## Constant responders",
    "Endpoints that answer everything alike. Each fails; what it passes, it passes because its one answer happens to be right there.",
    table(
      ["responder", "must clauses judged", "passed", "share", "which"],
      score.constants.map(({ name, judged, passed }) => [
        name,
        String(judged),
        String(passed.length),
        percent(passed.length / judged),
        passed.map((id) => `\`${id}\``).join(" "),
      ]),
    ),
    "## Mutants by clause",
    table(
      ["clause", "level", "killed", "mutants"],
      score.teeth.map(({ clause, bites }) => [
        `\`${clause.id}\``,
        clause.level,
        `${bites.filter(({ killed: dead }) => dead).length} of ${bites.length}`,
        bites.map(({ mutant, killed: dead }) => `${dead ? "" : "**survived**: "}${mutant.says}`).join("<br>"),
      ]),
    ),
    "## Clauses that note",
    "A `may` clause never fails: it has to tell apart endpoints that answer in the ways that it knows.",
    table(
      ["clause", "answers told apart"],
      score.tellings.map(({ clause, told }) => [`\`${clause.id}\``, told.join(", ")]),
    ),
    ...(others.length === 0
      ? []
      : [
          "## Mutants that fail more than they should",
          "What breaks the call that all clauses begin with fails them all, and says little about where the fault is.",
          table(
            ["mutant", "other clauses that fail"],
            others.map(({ mutant, unexplained }) => [
              mutant.name,
              unexplained.length > 8
                ? `${unexplained.length} clauses`
                : unexplained.map((id) => `\`${id}\``).join(" "),
            ]),
          ),
        ]),
  ];
  return `${sections.join("\n\n")}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function percent(share: number): string {
  const tenths = Math.floor(share * 1000) / 10;
  return `${tenths} %`;
}
