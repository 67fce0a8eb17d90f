import { jsonText } from "../reports/json-text.ts";
import { visible } from "../reports/visible.ts";
import type { Clause } from "../specs/clause.ts";
import type { Io } from "./io.ts";
import { invocationsOf, plannedCases, type RunPlanned } from "./planned-cases.ts";
import { type StepLinesOptions, stepLines } from "./step-lines.ts";

export interface DryRunOptions extends StepLinesOptions, RunPlanned {
  /** One JSON object instead of lines. */
  readonly json: boolean;
}

/** Printed in place of the level, for a clause that is not judged itself. */
const FOR_PASSIVE = "for the clauses that judge every exchange";

/** Shows the requests that a run would send to a probe with the default name. Sends nothing. */
export function dryRun(options: DryRunOptions, { out }: Io): void {
  if (options.json) {
    writeJson(options, out);
    return;
  }
  const { clauses, traffic = [], seed } = options;
  let invocations = 0;
  let told: Clause | undefined;
  for (const { clause, number, case: made } of plannedCases(options)) {
    const lines = [
      ...(clause === told ? [] : [`${clause.id}  ${traffic.includes(clause) ? FOR_PASSIVE : clause.level}`]),
      `  ${number}  ${visible(made.why)}`,
      ...stepLines(made.steps, options).map(indented),
      ...(made.twin
        ? ["     its twin, with the fault repaired:", ...stepLines(made.twin, options).map(indented)]
        : []),
    ];
    out.write(`${lines.join("\n")}\n`);
    told = clause;
    invocations += invocationsOf(made);
  }
  out.write(`${clauses.length} clauses, ${invocations} invocations with seed ${seed}; nothing was sent\n`);
}

/** Writes one clause at a time, because all cases of a run together are many megabytes. */
function writeJson(options: DryRunOptions, out: Io["out"]): void {
  const { clauses, traffic = [], specification, seed } = options;
  const { edition } = specification;
  out.write(`{"edition":${jsonText(edition)},"seed":${seed},"clauses":[`);
  let invocations = 0;
  let separator = "\n";
  for (const clause of [...clauses, ...traffic]) {
    const isTraffic = traffic.includes(clause);
    const planned = [
      ...plannedCases({ ...options, clauses: isTraffic ? [] : [clause], traffic: isTraffic ? [clause] : [] }),
    ];
    if (planned.length === 0) continue;
    for (const { case: made } of planned) invocations += invocationsOf(made);
    const cases = planned.map(({ number, case: made }) => ({ number, ...made }));
    const { id, level } = clause;
    out.write(`${separator}${jsonText({ clause: id, level, ...(isTraffic && { for: "passive" }), cases })}`);
    separator = ",\n";
  }
  out.write(`\n],"invocations":${invocations}}\n`);
}

function indented(line: string): string {
  return `     ${line}`.trimEnd();
}
