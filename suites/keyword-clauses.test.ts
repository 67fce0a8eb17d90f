import { test } from "vitest";
import { expectList } from "../scripts/testing/expect-current.ts";
import type { Clause, Given } from "../specs/clause.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import type { Keyword, OperationName } from "../specs/operation.ts";

const { clauses, operations } = loadSpecification();
const names = Object.keys(operations) as OperationName[];

const binding = (operation: OperationName): readonly Clause[] =>
  clauses.filter((clause) => clause.operation === operation && clause.binds === "server");

/** `Parameter keyword` for a clause that is about one keyword of a parameter. Undefined for all others. */
function subjectOf(given: Given, manner: "keeps" | "breaks"): string | undefined {
  if ("scenario" in given || !("parameter" in given) || !(manner in given)) return undefined;
  return `${given.parameter} ${(given as Partial<Record<typeof manner, Keyword>>)[manner]}`;
}

test.each(names)("each keyword of each parameter of %s has clauses that keep and that break it", (name) => {
  const has = (manner: "keeps" | "breaks"): Set<string | undefined> =>
    new Set(binding(name).map(({ given }) => subjectOf(given, manner)));
  const [kept, broken] = [has("keeps"), has("breaks")];
  const wanted = operations[name].inputs.flatMap((member) =>
    Object.keys(member.keywords).map((keyword) => `${member.name} ${keyword}`),
  );
  const mend = "write the clauses in specs/clauses/";
  expectList(
    "keywords without a clause that keeps them",
    wanted.filter((its) => !kept.has(its)),
    [],
    mend,
  );
  expectList(
    "keywords without a clause that breaks them",
    wanted.filter((its) => !broken.has(its)),
    [],
    mend,
  );
});

/** The keywords whose absence from `brokenOutputs` a schema demands, as `Output keyword`. */
function outputsJudged(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    if (key !== "brokenOutputs") return outputsJudged(value);
    type Judged = { not?: { contains?: { const?: string; enum?: readonly string[] } } };
    return Object.entries((value as { properties?: Record<string, Judged> }).properties ?? {}).flatMap(
      ([output, { not }]) =>
        [not?.contains?.const, ...(not?.contains?.enum ?? [])].flatMap((keyword) =>
          keyword === undefined ? [] : [`${output} ${keyword}`],
        ),
    );
  });
}

test.each(names)("each keyword of each output of %s is judged by a clause", (name) => {
  const judged = new Set(
    binding(name).flatMap(({ expect: answers }) => answers.flatMap(({ schema }) => outputsJudged(schema))),
  );
  const wanted = operations[name].outputs
    .filter(({ place }) => place === "header")
    .flatMap((member) => Object.keys(member.keywords).map((keyword) => `${member.name} ${keyword}`));
  expectList(
    "keywords of outputs without a clause",
    wanted.filter((subject) => !judged.has(subject)),
    [],
    "write the clauses in specs/clauses/",
  );
});
