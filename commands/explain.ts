import { Command } from "commander";
import type { Case } from "../generators/case.ts";
import { drawCase } from "../generators/draw.ts";
import { strataOf } from "../generators/strata-of.ts";
import { answerWords } from "../reports/answer-words.ts";
import { factLines } from "../reports/fact-lines.ts";
import { evidenceFact, type ReportFact, sourceFacts } from "../reports/facts-of.ts";
import { jsonText } from "../reports/json-text.ts";
import type { Style } from "../reports/style.ts";
import { visible } from "../reports/visible.ts";
import type { Answer, Clause } from "../specs/clause.ts";
import { loadSpecification, writtenClauses } from "../specs/load-specification.ts";
import type { Specification } from "../specs/specification.ts";
import { UserError } from "../specs/user-error.ts";
import type { Io } from "./io.ts";
import { optionOf } from "./option-of.ts";
import { wholeNumber } from "./option-values.ts";
import type { OptionsGiven } from "./options.ts";
import { stepLines } from "./step-lines.ts";
import { styleFor } from "./style-for.ts";

interface Options extends OptionsGiven<"edition" | "color"> {
  readonly seed: number;
  readonly examples: number;
  readonly json?: true;
}

/** Requests of one kind: how many kinds there are, and some cases. */
interface Examples {
  /** Whether the requests keep or break what the clause is about, or `cases` if it is not about a keyword. */
  readonly side: "cases" | "keeps" | "breaks";
  readonly title: string;
  readonly kinds: number;
  readonly cases: readonly Case[];
}

/** `explain CLAUSE`: shows what a clause demands, its sources, and requests that keep and break it, as bytes. */
export function command(io: Io): Command {
  return new Command()
    .description(
      "Explain one clause: what it demands, its sources, and the requests that test it, byte by byte.",
    )
    .argument("<clause>", "id of a clause")
    .addOption(optionOf("edition"))
    .option("--examples <n>", "maximum number of examples of each kind", wholeNumber(0), 10)
    .addOption(optionOf("seed", { says: "draw other examples", default: 0 }))
    .option("--json", "print an object with the whole clause and its examples")
    .addOption(optionOf("color"))
    .action((id: string, options: Options) => {
      const { edition } = options;
      const specification = loadSpecification(edition === undefined ? {} : { edition });
      const clause = clauseOf(id, specification);
      const sets = examplesOf(clause, specification, options);
      if (options.json === true) {
        const examples = sets.map(({ side, kinds, cases }) => ({ side, kinds, cases }));
        const whole = { ...clause, written: writtenClauses().get(clause.id) };
        io.out.write(`${jsonText({ clause: whole, examples }, 2)}\n`);
        return;
      }
      const style = styleFor(io, options);
      const blocks = [
        head(clause, specification, style),
        ...("every" in clause.given
          ? [`The clause is judged on every exchange that matches ${JSON.stringify(clause.given.where)}.`]
          : []),
        ...sets.map((set) => exampleBlock(set, specification, options, style)),
      ];
      io.out.write(`${blocks.join("\n\n")}\n`);
    });
}

function clauseOf(id: string, { clauses, edition }: Specification): Clause {
  const clause = clauses.find((candidate) => candidate.id === id);
  if (clause) return clause;
  const similar = clauses.filter((candidate) => candidate.id.includes(id)).map((candidate) => candidate.id);
  const hint =
    similar.length > 0
      ? `; similar ids: ${similar.slice(0, 5).join(", ")}`
      : " (see: lambda-conformance list)";
  throw new UserError(`explain ${id}: edition ${edition} has no such clause${hint}`);
}

function head(clause: Clause, specification: Specification, style: Style): string {
  const {
    id,
    operation,
    level,
    says,
    source,
    expect,
    requires = [],
    needs = [],
    implies = [],
    since,
    until,
  } = clause;
  const { evidence } = clause;
  const facts: ReportFact[] = [
    ...source.flatMap((one) => sourceFacts("source", one)),
    ...(evidence === undefined ? [] : [evidenceFact(evidence)]),
    ...expect.flatMap((answer, index) =>
      answerFacts(index === 0 ? "expected" : "or", answer, clause, specification),
    ),
    ...requires.map((feature) => ({ label: "requires", text: needWords(feature, specification) })),
    ...(since === undefined ? [] : [{ label: "since", text: since }]),
    ...(until === undefined ? [] : [{ label: "until", text: until }]),
    ...needs.map((other) => ({ label: "builds on", text: other })),
    ...implies.map((other) => ({ label: "implies", text: other })),
  ];
  return [
    `${style.paint("bold", id)}  ${level}  ${operation}`,
    style.wrap("  ", says),
    factLines(facts, style, 2),
  ].join("\n");
}

/** The facts about an answer: what it demands, and its source if it has its own. */
function answerFacts(
  label: string,
  answer: Answer,
  clause: Clause,
  specification: Specification,
): ReportFact[] {
  return [
    { label, text: visible(answerWords(answer, clause, specification)) },
    ...[answer.source ?? []].flat().flatMap((one) => sourceFacts("", one)),
  ];
}

function needWords(feature: string, { fixtures }: Specification): string {
  return `${feature}: ${fixtures.find((fixture) => fixture.feature === feature)?.says ?? ""}`;
}

function examplesOf(clause: Clause, specification: Specification, options: Options): Examples[] {
  const { given } = clause;
  if ("every" in given) return [];
  const drawn = (its: Clause): Pick<Examples, "kinds" | "cases"> => {
    const strata = strataOf(its, specification);
    const cases = spread(strata.length, options.examples).flatMap(
      (k) => drawCase(strata, its.id, options.seed, k) ?? [],
    );
    return { kinds: strata.length, cases };
  };
  if ("scenario" in given) return [{ side: "cases", title: "Requests", ...drawn(clause) }];
  const { keeps, breaks, ...rest } = { keeps: undefined, breaks: undefined, ...given };
  const keyword = keeps ?? breaks;
  if (keyword === undefined) throw new Error(`${clause.id} neither keeps nor breaks a keyword`);
  const value = `${given.parameter}: ${JSON.stringify(keywordOf(clause, given.parameter, keyword, specification))}`;
  return [
    {
      side: "keeps",
      title: `Requests that meet ${keyword} of ${value}`,
      ...drawn({ ...clause, given: { ...rest, keeps: keyword } }),
    },
    {
      side: "breaks",
      title: "Requests that break it",
      ...drawn({ ...clause, given: { ...rest, breaks: keyword } }),
    },
  ];
}

function keywordOf(
  clause: Clause,
  parameter: string,
  keyword: string,
  specification: Specification,
): unknown {
  const { inputs } = specification.operations[clause.operation];
  const keywords = inputs.find(({ name }) => name === parameter)?.keywords;
  return (keywords as Readonly<Record<string, unknown>> | undefined)?.[keyword];
}

function exampleBlock(
  { title, kinds, cases }: Examples,
  specification: Specification,
  { examples: wanted }: Options,
  style: Style,
): string {
  const blocks = cases.map(({ why, steps }) => {
    const lines = stepLines(steps, { specification, headers: [], whole: true });
    return [style.wrap("  ", visible(why)), ...lines.map((line) => `    ${line}`.trimEnd())].join("\n");
  });
  const of = kinds > wanted ? ` (${wanted} of ${kinds} kinds; --examples shows more)` : "";
  return [style.paint("bold", visible(title + of)), ...blocks].join("\n\n");
}

/** The numbers of the cases to show: spread over the whole list, because neighbors are much alike. */
function spread(kinds: number, wanted: number): number[] {
  const step = Math.max(1, kinds / wanted);
  return Array.from({ length: wanted }, (_, nth) => Math.floor(nth * step));
}
