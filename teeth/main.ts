import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { loadSpecification } from "../specs/load-specification.ts";
import { matchClause } from "../specs/match-clause.ts";
import { mutantsOf } from "../targets/mutants/mutants-of.ts";
import { type Attribution, attributionOf } from "./attribution.ts";
import { biteAll, type Telling, tellApart, trafficOf } from "./bite.ts";
import { scoreConstants } from "./constants.ts";
import { recordFootprints } from "./footprints.ts";
import { inParallel } from "./in-parallel.ts";
import { falseAlarms } from "./precision.ts";
import { faultsOf, type Score } from "./score.ts";
import { scoreMarkdown, summaryText } from "./score-text.ts";
import { createStage } from "./stage.ts";

/**
 * `npm run teeth`: whether the suite notices what is wrong, and only that. Arguments:
 * - `--full`: attribution of every mutant and precision over 20 seeds (a sample of both otherwise);
 * - `--only PATTERN`: the mutants of these clauses alone;
 * - `--out FILE`: where the document goes; default docs/teeth.md, and nowhere with `--only`.
 */
const { values } = parseArgs({
  options: { full: { type: "boolean" }, only: { type: "string" }, out: { type: "string" } },
});
/** One of so many mutants is looked at for attribution, unless all are. */
const SAMPLE = 4;

const specification = loadSpecification();
const stage = await createStage(specification);
const tell = (says: string): void => {
  process.stderr.write(`${says}\n`);
};

const named = specification.clauses.filter(
  ({ id, binds }) => binds === "server" && matchClause(values.only ?? "**", id),
);
const binding = named.filter(({ level }) => level !== "may");
const footprints = await recordFootprints(trafficOf(stage), stage);
tell(`mutants of ${binding.length} clauses`);
const teeth = await biteAll(binding, stage, footprints, ({ clause, bites }) => {
  const alive = bites.filter(({ killed }) => !killed);
  if (alive.length > 0 || bites.length === 0)
    tell(`  ${clause.id}: ${alive.length} of ${bites.length} survive`);
});

const tellings: Telling[] = [];
for (const clause of named.filter(({ level }) => level === "may"))
  tellings.push(await tellApart(clause, stage));

const attributions: Attribution[] = [];
const mutants = binding.flatMap((clause) => mutantsOf(clause, specification));
const looked =
  values.full || values.only !== undefined ? mutants : mutants.filter((_, index) => index % SAMPLE === 0);
tell(`attribution of ${looked.length} of ${mutants.length} mutants`);
await inParallel([...looked.entries()], async ([index, mutant]) => {
  attributions[index] = await attributionOf(mutant, footprints, stage);
});

const seeds = Array.from({ length: values.full ? 20 : 2 }, (_, index) => index + 1);
const cases = values.full ? 50 : 20;
const whole = values.only === undefined;
if (whole) tell(`the reference over ${seeds.length} seeds, and constant responders`);
const constants = whole ? await scoreConstants(stage) : [];
await stage.close();
const alarms = whole ? await falseAlarms(seeds, cases, specification) : [];
const score: Score = {
  edition: specification.edition,
  teeth,
  tellings,
  attributions,
  constants,
  precision: { seeds: seeds.length, cases, alarms },
};

const out = values.out ?? (whole ? resolve(import.meta.dirname, "../docs/teeth.md") : undefined);
if (out !== undefined) {
  mkdirSync(dirname(resolve(out)), { recursive: true });
  writeFileSync(out, scoreMarkdown(score));
}
process.stdout.write(summaryText(score));
const faults = faultsOf(score);
for (const fault of faults) process.stdout.write(`FAULT ${fault}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;
