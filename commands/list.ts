import { Command, Option } from "commander";
import { knownClientNames, needsOf } from "../drivers/clients/known-client.ts";
import { formatNames, loadFormat } from "../reports/formats.ts";
import { jsonText } from "../reports/json-text.ts";
import type { Clause } from "../specs/clause.ts";
import { loadSpecification, writtenClauses } from "../specs/load-specification.ts";
import { matchClause } from "../specs/match-clause.ts";
import { UserError } from "../specs/user-error.ts";
import { knownTarget, knownTargetNames } from "../targets/known-target.ts";
import type { Io } from "./io.ts";
import { optionOf } from "./option-of.ts";
import type { OptionsGiven } from "./options.ts";

interface Options extends OptionsGiven<"edition"> {
  readonly json?: true;
  readonly clients?: true;
  readonly targets?: true;
  readonly formats?: true;
}

/** `list [PATTERN]`: lists the clauses, one a line or as JSON, or the known clients, targets or formats. */
export function command(io: Io): Command {
  return new Command()
    .description(
      "List all clauses, or those that match a pattern. Also lists known clients, targets and report formats.",
    )
    .argument("[pattern]", "clause id or glob: * matches within a segment, ** across segments")
    .addOption(optionOf("edition"))
    .addOption(
      new Option("--clients", "list the known clients instead").conflicts(["targets", "formats", "edition"]),
    )
    .addOption(new Option("--targets", "list the known targets instead").conflicts(["formats", "edition"]))
    .addOption(new Option("--formats", "list the report formats instead").conflicts("edition"))
    .option("--json", "print an array of objects; clauses are printed whole")
    .action(async (pattern: string | undefined, options: Options) => {
      const other = await others(options);
      if (other === undefined) listClauses(pattern, options, io);
      else if (pattern !== undefined)
        throw new UserError(`list ${pattern}: patterns select clauses only; leave out the pattern`);
      else io.out.write(options.json === true ? `${jsonText(other, 2)}\n` : named(other));
    });
}

function listClauses(pattern: string | undefined, { edition, json }: Options, io: Io): void {
  const specification = loadSpecification(edition === undefined ? {} : { edition });
  const clauses = specification.clauses.filter(({ id }) => matchClause(pattern ?? "**", id));
  if (clauses.length === 0 && pattern !== undefined) {
    throw new UserError(`list ${pattern}: no clause of edition ${specification.edition} matches`);
  }
  io.out.write(json === true ? `${jsonText(asWritten(clauses), 2)}\n` : lines(clauses));
}

/** Something that the value of an option can name. */
interface Named {
  readonly name: string;
  readonly says: string;
}

async function others({ clients, targets, formats }: Options): Promise<readonly Named[] | undefined> {
  if (clients) {
    return knownClientNames().map((name) => {
      const needs = needsOf(name);
      return { name, says: needs === undefined ? "" : `needs ${needs}` };
    });
  }
  if (targets) {
    return Promise.all(
      knownTargetNames().map(async (name) => {
        const { deviations = [], executes, bestCoverage } = await knownTarget(name);
        const says = [
          `known failures: ${deviations.length}`,
          ...(executes === false ? ["runs no functions"] : []),
          ...(bestCoverage === undefined
            ? []
            : [`${Math.round(bestCoverage * 100)} % of the must clauses can be judged`]),
        ];
        return { name, says: says.join("; ") };
      }),
    );
  }
  if (formats) {
    return Promise.all(formatNames().map(async (name) => ({ name, says: (await loadFormat(name)).says })));
  }
  return undefined;
}

function named(all: readonly Named[]): string {
  const width = Math.max(0, ...all.map(({ name }) => name.length));
  return all.map(({ name, says }) => `${`${name.padEnd(width)}  ${says}`.trimEnd()}\n`).join("");
}

/** The clauses, each with the content of its file under `written`. */
function asWritten(clauses: readonly Clause[]): object[] {
  const written = writtenClauses();
  return clauses.map((clause) => ({ ...clause, written: written.get(clause.id) }));
}

function lines(clauses: readonly Clause[]): string {
  const width = Math.max(0, ...clauses.map(({ id }) => id.length));
  return clauses.map(({ id, level, says }) => `${id.padEnd(width)}  ${level.padEnd(6)}  ${says}\n`).join("");
}
