import { type Attribution, MOST_IMPLIED } from "./attribution.ts";
import { knownFaults } from "./known-faults.ts";
import { attributionRate, killsOf, percent, type Score } from "./score.ts";

/**
 * The score in a few lines. If clauses were chosen, also the other clauses that fail for their mutants: `implies` may have to name them.
 */
export function summaryText(score: Score): string {
  const figures = factsOf(score).map(([what, figure]) => `${what}: ${figure}`.replaceAll("`", ""));
  const beside = score.whole === undefined ? score.attributions.flatMap(besideWords) : [];
  return [...figures, ...beside].map((line) => `${line}\n`).join("");
}

function besideWords({ mutant, unexplained }: Attribution): string[] {
  if (unexplained.length === 0) return [];
  const what = `${mutant.name} also fails ${unexplained.map((id) => `"${id}"`).join(", ")}`;
  return unexplained.length > MOST_IMPLIED
    ? [`${what}: too many for "implies"; does it break more than its clause says?`]
    : [`${what}: if a breach of ${mutant.clause} always breaks that too, name it in its "implies"`];
}

/** The score as a document. */
export function scoreMarkdown(score: Score): string {
  const { specification, teeth, tellings, attributions, whole } = score;
  const others = attributions.filter(({ unexplained }) => unexplained.length > 0);
  const sections = [
    "# Teeth",
    `A suite that cannot fail is worth nothing, so this one is tested too. \`npm run teeth\` makes endpoints and clients with one fault each, and checks that the clause about that fault fails. This page shows the result for edition ${specification.edition}.`,
    table(["", ""], factsOf(score)),
    [
      "- A **mutant** is the reference, or a plain client, with one fault. The fault comes from what a clause demands, or is made by hand if the data of the clause gives none. A mutant is killed when the clause, judged alone, fails.",
      "- Each clause is also judged with an expectation that demands nothing. At least one mutant that it killed must then survive. Otherwise the kill had nothing to do with the expectation.",
      "- A mutant may fail other clauses only if its own clause lists them (`implies`, at most five). This check covers all clauses that neither wait for minutes nor send megabytes.",
      "- A **false alarm** is a clause that does not pass on a sound subject: the reference and the plain client, over many seeds, and the recordings of AWS.",
    ].join("\n"),
    ...(whole === undefined
      ? []
      : [
          "## Constant responders",
          "These endpoints give the same response to every request. They have no probe, so a run judges only rejections. It exits with 1 if a rejection is missing, and with 2 if every request is rejected in the same way. No clause may pass.",
          table(
            ["responder", "clauses judged", "passed", "exit status"],
            whole.constants.map(({ name, judged, passed, exitStatus }) => [
              name,
              String(judged),
              String(passed.length),
              String(exitStatus),
            ]),
          ),
          "## Miniatures",
          "These are small complete emulators. Each has one mistake that real emulators make. The table shows the clauses that fail because of it.",
          table(
            ["miniature", "failed by"],
            whole.miniatures.map(({ name, fails, missed }) => [
              name,
              fails.map((id) => `\`${id}\`${missed.includes(id) ? " **missed**" : ""}`).join(" "),
            ]),
          ),
        ]),
    "## Faults that emulators really had",
    "Users of emulators reported these faults. Beside each are the mutants, responders and miniatures that have the same fault. Two more reported faults have none, because no source says what would be right: limits of the payload size that are off by one byte, for synchronous and for asynchronous invocations.",
    table(
      ["fault", "in this project"],
      knownFaults.map(({ says, here }) => [says, here.map((name) => `\`${name}\``).join(" ")]),
    ),
    "## Mutants by clause",
    table(
      ["clause", "level", "killed", "mutants"],
      teeth.map(({ clause, bites }) => [
        `\`${clause.id}\``,
        clause.level,
        `${bites.filter(({ killed: dead }) => dead).length} of ${bites.length}`,
        bites.map(({ mutant, killed: dead }) => `${dead ? "" : "**survived**: "}${mutant.says}`).join("<br>"),
      ]),
    ),
    "## `may` clauses",
    "A `may` clause never fails. Instead, it must distinguish endpoints or clients whose answers differ.",
    table(
      ["clause", "answers distinguished"],
      tellings.map(({ clause, told }) => [`\`${clause.id}\``, told.join(", ")]),
    ),
    ...(others.length === 0
      ? []
      : [
          "## Mutants that fail more than they should",
          "If a mutant breaks the call that all clauses begin with, all of them fail, and the failures say little about where the fault is.",
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

/** Labels and figures of the score. */
function factsOf({ teeth, tellings, attributions, whole }: Score): readonly (readonly [string, string])[] {
  const { killed, all } = killsOf(teeth);
  const count = (some: readonly unknown[], of: readonly unknown[]): string =>
    `${some.length} of ${of.length}`;
  return [
    ["mutants killed", `${killed} of ${all} (${percent(all === 0 ? 1 : killed / all)})`],
    ...(["server", "client"] as const).map((subject): [string, string] => {
      const its = teeth.filter(({ clause }) => clause.binds === subject);
      return [
        `\`must\` and \`should\` clauses about ${subject === "server" ? "endpoints" : "clients"} that have a mutant`,
        count(
          its.filter(({ bites }) => bites.length > 0),
          its,
        ),
      ];
    }),
    [
      "clauses whose expectation is the reason for a kill",
      count(
        teeth.filter(({ expectationCounts }) => expectationCounts),
        teeth,
      ),
    ],
    [
      "`may` clauses that distinguish scripted subjects",
      count(
        tellings.filter(({ told }) => told.length > 1),
        tellings,
      ),
    ],
    [
      "mutants that fail only their clause and those that it implies",
      `${percent(attributionRate(attributions))} of ${attributions.length}`,
    ],
    ...(whole === undefined ? [] : wholeFacts(whole)),
  ];
}

function wholeFacts({ precision, recordings, constants }: NonNullable<Score["whole"]>): [string, string][] {
  const called = recordings.filter(({ calledWrong }) => calledWrong.length > 0);
  const judgements = recordings.reduce((sum, { judgedBy }) => sum + judgedBy.length, 0);
  const noticed = recordings.filter(({ missed }) => !missed);
  return [
    [
      "false alarms on the reference and the plain client",
      `${precision.alarms.length} over ${precision.seeds} seeds, ${precision.cases} cases per clause`,
    ],
    [
      "false alarms on recordings of AWS",
      `${called.length} of ${recordings.length}, in ${judgements} judgements`,
    ],
    ["recordings that fail a clause after they were altered", `${noticed.length} of ${recordings.length}`],
    [
      "recordings that no clause judges yet",
      String(recordings.filter(({ judgedBy }) => judgedBy.length === 0).length),
    ],
    [
      "clauses that constant responders pass",
      constants.map(({ name, passed }) => `${name} ${passed.length}`).join(", "),
    ],
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
