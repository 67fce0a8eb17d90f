import { visible } from "../reports/visible.ts";
import type { Clause } from "../specs/clause.ts";
import type { Io } from "./io.ts";
import { invocationsOf, plannedCases, type RunPlanned } from "./planned-cases.ts";
import { type StepLinesOptions, stepLines } from "./step-lines.ts";

export type DryRunOptions = StepLinesOptions & RunPlanned;

/** Stands in the place of the level of a clause that is not judged. */
const FOR_PASSIVE = "for the clauses that judge every exchange";

/** Tells what a run would send, to a probe of the default name, and sends nothing. */
export function dryRun(options: DryRunOptions, { out }: Io): void {
  const { clauses, traffic = [], seed } = options;
  let invocations = 0;
  let told: Clause | undefined;
  for (const { clause, number, case: made } of plannedCases(options)) {
    const lines = [
      ...(clause === told ? [] : [`${clause.id}  ${traffic.includes(clause) ? FOR_PASSIVE : clause.level}`]),
      `  ${number}  ${visible(made.why)}`,
      ...stepLines(made.steps, options).map(indented),
      ...(made.twin
        ? ["     its twin, the fault mended:", ...stepLines(made.twin, options).map(indented)]
        : []),
    ];
    out.write(`${lines.join("\n")}\n`);
    told = clause;
    invocations += invocationsOf(made);
  }
  out.write(`${clauses.length} clauses, ${invocations} invocations with seed ${seed}; nothing was sent\n`);
}

function indented(line: string): string {
  return `     ${line}`.trimEnd();
}
