/** Writes the tables of docs/generators.md: what 100 cases of each keyword contain, and which naive servers they catch. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { drawCase, shrinkCase } from "../generators/draw.ts";
import { type Branch, branchesOf } from "../generators/pattern/branches.ts";
import { derivationOf } from "../generators/pattern/derivation.ts";
import { patternOf } from "../generators/pattern/pattern-of.ts";
import { examples, filled } from "../generators/placeholders.ts";
import { strataOf } from "../generators/strata-of.ts";
import {
  clauseOf,
  counterexampleOf,
  naiveServers,
  sentValue,
  subjectOf,
} from "../generators/testing/naive-servers.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import type { Keyword, Member } from "../specs/operation.ts";

const CASES = 100;
const SEED = 1;
const BUDGET = 60;

const specification = loadSpecification();
const { inputs } = specification.operations.Invoke;

/** Path of the document. The tables follow a handwritten text and this line. */
export const generatorsFile: string = join(import.meta.dirname, "..", "docs", "generators.md");
const LINE =
  "<!-- All that follows is made by `node scripts/generators.ts`; a test checks that it is current. -->";

/** A branch of a member's pattern, and how many of 100 cases have it. */
export interface Seen {
  readonly branch: Branch;
  readonly cases: number;
  /** Whether the member's other keywords allow a case with it. */
  readonly reachable: boolean;
}

/** The branches of a pattern in the cases that keep it. They are read from the value of a case, not from how it was made. */
export function branchesSeen(member: Member): Seen[] {
  const pattern = patternOf(member, member.reverted ?? member.keywords.pattern);
  const clause = clauseOf(`docs/${member.name}/pattern`, member.name, "keeps", "pattern");
  const strata = strataOf(clause, specification);
  const members = Array.from({ length: CASES }, (_, k) => {
    const made = drawCase(strata, clause.id, SEED, k);
    return made === undefined
      ? []
      : (derivationOf(pattern, filled(sentValue(made, member), examples[0] ?? {})) ?? []);
  }).flat();
  return branchesOf(pattern).map((branch) => ({
    branch,
    cases: members.filter((one) => branch.has(one)).length,
    reachable: strata.some(({ kind }) => kind === branch.kind),
  }));
}

/** A kind of value, how many of 100 cases have it, and the smallest of them. */
export interface KindSeen {
  readonly kind: string;
  readonly cases: number;
  readonly smallest: string;
}

export async function kindsSeen(
  member: Member,
  side: "keeps" | "breaks",
  keyword: Keyword,
): Promise<KindSeen[]> {
  const clause = clauseOf(`docs/${member.name}/${keyword}`, member.name, side, keyword);
  const strata = strataOf(clause, specification);
  const drawn = Array.from({ length: CASES }, (_, k) => drawCase(strata, clause.id, SEED, k));
  return Promise.all(
    strata.map(async ({ kind }, k) => {
      const { case: smallest } = await shrinkCase(strata, clause.id, SEED, k, async () => true, BUDGET);
      const value =
        clause.given && keyword === "required" && side === "breaks" ? "" : sentValue(smallest, member);
      return { kind, cases: drawn.filter((made) => made?.kind === kind).length, smallest: value };
    }),
  );
}

/** The whole of docs/generators.md: the existing text, and the current tables. */
export async function generatorsText(): Promise<string> {
  const [prose = ""] = readFileSync(generatorsFile, "utf8").split(LINE);
  const parts = [`${prose.trimEnd()}\n\n${LINE}`, await serversTable()];
  for (const member of inputs) {
    for (const keyword of Object.keys(member.keywords) as Keyword[]) {
      parts.push(`## \`${keyword}\` of ${member.name}`);
      if (keyword === "pattern") parts.push(branchesTable(member));
      else parts.push(await kindsTable(member, "keeps", keyword));
      parts.push(await kindsTable(member, "breaks", keyword));
    }
  }
  return `${parts.join("\n\n")}\n`;
}

function branchesTable(member: Member): string {
  return table(
    ["branch of the pattern", `in ${CASES} cases that keep it`],
    branchesSeen(member).map(({ branch, cases, reachable }) => [
      code(branch.kind),
      reachable ? `${cases}` : "not reachable: no such value keeps the other keywords",
    ]),
  );
}

async function kindsTable(member: Member, side: "keeps" | "breaks", keyword: Keyword): Promise<string> {
  const kinds = await kindsSeen(member, side, keyword);
  return table(
    [
      side === "keeps" ? "kind of value that keeps it" : "kind of value that breaks it",
      `in ${CASES} cases`,
      "the smallest",
    ],
    kinds.map(({ kind, cases, smallest }) => [code(kind), `${cases}`, code(shown(smallest, member))]),
  );
}

async function serversTable(): Promise<string> {
  const rows: string[][] = [];
  for (const server of naiveServers) {
    const found = await counterexampleOf(server, specification, { cases: CASES, budget: BUDGET, seed: SEED });
    if (found === undefined) throw new Error(`not caught: ${server.says}`);
    const { member } = subjectOf(server, specification);
    rows.push([
      `${server.says}`,
      code(server.clause),
      code(shown(found.value, member)),
      `${found.found + 1}`,
      `${found.requests}`,
    ]);
  }
  return `## Servers with common mistakes in checking a keyword\n\n${table(
    [
      "the server",
      "the clause that fails",
      "minimal example",
      "cases needed to find it",
      "requests to shrink it",
    ],
    rows,
  )}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** A value as a document shows it. A count replaces long runs of a character, and a payload is shown as text. */
function shown(value: string, { place }: Member): string {
  const text = place === "body" ? Buffer.from(value, "latin1").toString("utf8") : value;
  const runs = JSON.stringify(text).replace(
    /(.{1,4}?)\1{15,}/gu,
    (run, of: string) => `${of}…(${run.length / of.length} times)`,
  );
  return runs.length > 100 ? `${runs.slice(0, 80)}…${runs.slice(-10)}` : runs;
}

/** A code span in a table cell: invisible characters are escaped, and a vertical bar does not end the cell. */
function code(text: string): string {
  const visible = text.replace(/(?! )[\p{C}\p{M}\p{Z}]/gu, (character) => `\\u${hex(character)}`);
  const [before, after] = visible.includes("`") ? ["`` ", " ``"] : ["`", "`"];
  return `${before}${visible.replaceAll("|", "\\|")}${after}`;
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(4, "0");
}

if (import.meta.main) writeFileSync(generatorsFile, await generatorsText());
