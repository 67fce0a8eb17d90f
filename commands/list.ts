import { Command } from "commander";
import { jsonText } from "../reports/json-text.ts";
import type { Clause } from "../specs/clause.ts";
import { loadSpecification, writtenClauses } from "../specs/load-specification.ts";
import { matchClause } from "../specs/match-clause.ts";
import { UserError } from "../specs/user-error.ts";
import type { Io } from "./io.ts";
import { optionOf } from "./option-of.ts";
import type { OptionsGiven } from "./options.ts";

interface Options extends OptionsGiven<"edition"> {
  readonly json?: true;
}

/** `list [PATTERN]`: the clauses, a line each, or whole as JSON. */
export function command(io: Io): Command {
  return new Command()
    .description("List the clauses that a pattern names, or all.")
    .argument("[pattern]", "a clause id or a glob: * within a segment, ** across segments")
    .addOption(optionOf("edition"))
    .option("--json", "whole clauses, as an array of objects; each as it is written, too")
    .action((pattern: string | undefined, { edition, json }: Options) => {
      const specification = loadSpecification(edition === undefined ? {} : { edition });
      const clauses = specification.clauses.filter(({ id }) => matchClause(pattern ?? "**", id));
      if (clauses.length === 0 && pattern !== undefined) {
        throw new UserError(`list ${pattern}: matches no clause of edition ${specification.edition}`);
      }
      io.out.write(json === true ? `${jsonText(asWritten(clauses), 2)}\n` : lines(clauses));
    });
}

/** The clauses, and of each under `written` what stands in its file. */
function asWritten(clauses: readonly Clause[]): object[] {
  const written = writtenClauses();
  return clauses.map((clause) => ({ ...clause, written: written.get(clause.id) }));
}

function lines(clauses: readonly Clause[]): string {
  const width = Math.max(0, ...clauses.map(({ id }) => id.length));
  return clauses.map(({ id, level, says }) => `${id.padEnd(width)}  ${level.padEnd(6)}  ${says}\n`).join("");
}
