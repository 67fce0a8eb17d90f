import { ftruncateSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Command } from "commander";
import { constants } from "../mutants/constants.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { matchClause } from "../specs/match-clause.ts";
import { UserError } from "../specs/user-error.ts";
import { type Attribution, attributionOf } from "./attribution.ts";
import { type AnswersTold, biteAll, lightClauses, tellApart } from "./bite.ts";
import { scoreConstant } from "./constants.ts";
import { recordFootprints } from "./footprints.ts";
import { inParallel } from "./in-parallel.ts";
import { scoreMiniatures } from "./miniatures.ts";
import { falseAlarms } from "./precision.ts";
import { scoreRecordings } from "./recordings.ts";
import { faultsOf, type Score } from "./score.ts";
import { scoreMarkdown, summaryText } from "./score-text.ts";
import { createStage, type Stage } from "./stage.ts";

interface Options {
  readonly full?: true;
  readonly only: readonly string[];
  readonly out?: string;
}

const DOCUMENT = resolve(import.meta.dirname, "../docs/teeth.md");
/** How many seeds, and how many cases of each clause, are used to judge the sound subjects. */
const SAMPLED = { seeds: 2, cases: 20 };
const FULL = { seeds: 20, cases: 50 };

/** `npm run teeth`: checks that the suite notices every fault, and raises no false alarm. */
const command = new Command("teeth")
  .description("Make endpoints and clients that are wrong in one way each, and see that the suite notices.")
  .option("--full", "judge what is sound over 20 seeds of 50 cases per clause (default: 2 of 20)")
  .option(
    "--only <pattern>",
    "the mutants of these clauses alone; several times for several patterns",
    (pattern: string, before: readonly string[]) => [...before, pattern],
    [],
  )
  .option("--out <file>", "where the document goes (default: docs/teeth.md, and nowhere with --only)")
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "teeth: ")) })
  .action(async (options: Options) => {
    const out = options.out ?? (options.only.length === 0 ? DOCUMENT : undefined);
    const file = out === undefined ? undefined : openDocument(out);
    const score = await scoreOf(options);
    if (file !== undefined) {
      ftruncateSync(file);
      writeSync(file, scoreMarkdown(score));
    }
    process.stdout.write(summaryText(score));
    const faults = faultsOf(score);
    for (const fault of faults) process.stdout.write(`FAULT ${fault}\n`);
    process.exitCode = faults.length > 0 ? 1 : 0;
  });

async function scoreOf({ full, only }: Options): Promise<Score> {
  const specification = loadSpecification();
  const { clauses, edition } = specification;
  const stray = only.find((pattern) => !clauses.some(({ id }) => matchClause(pattern, id)));
  if (stray !== undefined) throw new UserError(`--only ${stray}: matches no clause of edition ${edition}`);
  const named = clauses.filter(({ id }) => only.length === 0 || only.some((one) => matchClause(one, id)));
  const stage = await createStage(specification);
  const binding = named.filter(({ level }) => level !== "may");
  const footprints = await recordFootprints(lightClauses(stage), stage);
  tell(`mutants of ${binding.length} clauses`);
  const teeth = await biteAll(binding, stage, footprints, ({ clause, bites }) => {
    const alive = bites.filter(({ killed }) => !killed);
    if (alive.length > 0) tell(`  ${clause.id}: ${alive.length} of ${bites.length} survive`);
  });

  const tellings: AnswersTold[] = [];
  const noting = named.filter(({ level }) => level === "may");
  tell(`may clauses: ${noting.length}`);
  await inParallel([...noting.entries()], async ([index, clause]) => {
    tellings[index] = await tellApart(clause, stage);
  });

  const attributions: Attribution[] = [];
  const mutants = teeth.flatMap(({ bites }) => bites.map(({ mutant }) => mutant));
  tell(`mutants judged by the other clauses: ${mutants.length}`);
  await inParallel([...mutants.entries()], async ([index, mutant]) => {
    attributions[index] = await attributionOf(mutant, footprints, stage);
  });
  const whole = only.length === 0 ? await wholeOf(full ? FULL : SAMPLED, stage) : undefined;
  await stage.close();
  return { specification, teeth, tellings, attributions, ...(whole && { whole }) };
}

async function wholeOf({ seeds, cases }: typeof FULL, stage: Stage): Promise<NonNullable<Score["whole"]>> {
  const { specification } = stage;
  tell("constant responders, miniatures and recordings");
  const responders = [];
  for (const [name, handler] of Object.entries(constants)) {
    responders.push(await scoreConstant(name, handler, specification));
  }
  const miniatures = await scoreMiniatures(stage);
  const recordings = await scoreRecordings(specification);
  tell(`the reference and the plain client over ${seeds} seeds`);
  const alarms = await falseAlarms(
    Array.from({ length: seeds }, (_, index) => index + 1),
    cases,
    specification,
  );
  return { constants: responders, miniatures, recordings, precision: { seeds, cases, alarms } };
}

/** Opens the document before the long work starts, so that a bad path fails early. Its content stays until it is rewritten. */
function openDocument(path: string): number {
  try {
    mkdirSync(dirname(resolve(path)), { recursive: true });
    return openSync(path, "a");
  } catch (error) {
    throw new UserError(`--out ${path}: cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}

function tell(says: string): void {
  process.stderr.write(`${says}\n`);
}

try {
  await command.parseAsync();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  tell(`teeth: ${error.message}`);
  process.exitCode = 2;
}
