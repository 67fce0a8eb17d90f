/**
 * Writes three files. specs/evidence.json holds what the recordings show about each clause. docs/evidence.md holds the same for people, with the
 * questions that nobody has asked AWS yet. docs/recording/questions.json configures a run that asks only these.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { plannedCases } from "../commands/planned-cases.ts";
import { requestOf } from "../commands/request-of.ts";
import { visible } from "../reports/visible.ts";
import type { Clause, Level } from "../specs/clause.ts";
import { type Evidence, evidenceFile, evidenceOf } from "../specs/evidence.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { matchClause } from "../specs/match-clause.ts";
import type { Specification } from "../specs/specification.ts";
import { gatherEvidence } from "../suites/grade/gather-evidence.ts";
import { readRecordings } from "../suites/grade/read-recordings.ts";
import { readableJson } from "../suites/grade/readable-json.ts";
import { recordedEvidence } from "../suites/grade/recorded-evidence.ts";
import { knownTarget, knownTargetNames } from "../targets/known-target.ts";

/** Path of the page. */
export const evidencePage: string = join(import.meta.dirname, "..", "docs", "evidence.md");

/** Path of the settings of a run that asks the open questions. */
export const questionsFile: string = join(import.meta.dirname, "..", "docs", "recording", "questions.json");

/** The documents as they should be. */
export interface EvidenceDocuments {
  readonly json: string;
  readonly page: string;
  readonly questions: string;
}

export async function evidenceDocuments(): Promise<EvidenceDocuments> {
  const specification = loadSpecification();
  const recordings = readRecordings();
  const found = await gatherEvidence(recordings, specification);
  const recorded = Object.fromEntries(
    found
      .flatMap((one) => {
        const evidence = recordedEvidence(one);
        return evidence === undefined ? [] : [[one.clause.id, evidence] as const];
      })
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
  const count = [...recordings.values()].reduce((sum, { length }) => sum + length, 0);
  const rows = specification.clauses.map((clause) => ({
    clause,
    evidence: evidenceOf(clause, recorded[clause.id]),
  }));
  const open = await openQuestions(rows);
  return {
    json: readableJson({ clauses: recorded }),
    page: pageOf(specification, rows, open, count),
    questions: readableJson({
      cases: CASES,
      features: { collector: false, "dead-letter": false },
      only: open.map(({ clause }) => clause.id),
    }),
  };
}

/** How many cases each question gets. One response could be an accident, and many cases cost money. */
const CASES = 3;

function pageOf(
  specification: Specification,
  rows: readonly Row[],
  open: readonly Question[],
  recordings: number,
): string {
  const of = (level: Level): readonly Row[] => rows.filter(({ clause }) => clause.level === level);
  const servers = rows.filter(({ clause }) => clause.binds === "server");
  const share = (level: Level): string => {
    const own = servers.filter(({ clause }) => clause.level === level);
    const known = own.filter(({ evidence }) => evidence.recordings > 0);
    return `${known.length} of ${own.length} \`${level}\` clauses`;
  };
  const against = servers.filter(({ evidence }) => (evidence.against ?? 0) > 0);
  return `${[
    "# Evidence",
    `This page shows how sure each rule is. \`node scripts/evidence.ts\` writes it from the clauses and the ${recordings} recordings of AWS in
\`suites/recordings/\`; a test checks that it is current. [recording.md](recording.md) says how to add a recording.`,
    `A recording counts for a clause under three conditions: everything that the clause reads was recorded, the clause accepts the recording, and
it rejects the recording after a change in what the clause is about. Sources are independent if their authors differ, or the years. Of the
clauses that bind endpoints, recordings support ${share("must")} and ${share("should")}. ${against.length === 0 ? "No recording contradicts a clause" : `Recordings contradict ${against.length} clauses`}.`,
    "## Questions to AWS",
    `A known emulator fails each of these clauses, and no recording supports them. Nobody knows for certain which of the two is right. Anyone with
an account can ask AWS: [recording.md](recording.md) has a script for all of them.`,
    ...open.map((question, index) => questionText(question, index + 1, specification)),
    ...(["must", "should"] as const).flatMap((level) => [`## ${level}`, tableOf(of(level))]),
  ].join("\n\n")}\n`;
}

interface Row {
  readonly clause: Clause;
  readonly evidence: Evidence;
}

function tableOf(rows: readonly Row[]): string {
  return [
    "| clause | recordings | independent | newest | where | against | basis |",
    "| --- | --: | --: | --- | --- | --: | --- |",
    ...rows.map(({ clause, evidence: { recordings, sources, newest = "", regions, against = 0, basis } }) => {
      const figures = recordings === 0 ? ["", ""] : [recordings, sources];
      const cells = [
        `\`${clause.id}\``,
        ...figures,
        newest,
        regions.join(", "),
        against || "",
        basis.join(", "),
      ];
      return `| ${cells.join(" | ")} |`;
    }),
  ].join("\n");
}

/** A clause that a known emulator fails and that was never recorded. */
interface Question {
  readonly clause: Clause;
  /** The subjects that fail it, and why. */
  readonly failing: readonly string[];
}

async function openQuestions(rows: readonly Row[]): Promise<readonly Question[]> {
  const targets = await Promise.all(knownTargetNames().map((name) => knownTarget(name)));
  return rows.flatMap(({ clause, evidence }) => {
    if (clause.binds !== "server" || clause.level === "may") return [];
    if (evidence.recordings > 0 || (evidence.against ?? 0) > 0) return [];
    const failing = targets.flatMap(({ name, deviations = [] }) => {
      const known = deviations.find((deviation) => matchClause(deviation.clause, clause.id));
      return known === undefined ? [] : [`${name}: ${known.reason}`];
    });
    return failing.length === 0 ? [] : [{ clause, failing }];
  });
}

function questionText({ clause, failing }: Question, number: number, specification: Specification): string {
  return [
    `### ${number}. \`${clause.id}\` (${clause.level})`,
    clause.says,
    ...failing.map((words) => `- ${words}`),
    ["```", ...callLines(clause, specification), "```"].join("\n"),
  ].join("\n\n");
}

/** The requests of the first case of a clause, as lines. A passive clause has no cases, and gets a sentence instead. */
function callLines(clause: Clause, specification: Specification): readonly string[] {
  const [planned] = plannedCases({ clauses: [clause], specification, seed: 1, cases: 1 });
  if (planned === undefined) return ["any request that gets such a response"];
  return planned.case.steps.flatMap((step): readonly string[] => {
    if (step.do === "wait") return [`(wait ${step.ms} ms)`];
    if (step.do === "collect") return [`(wait until ${step.atLeast} executions are counted)`];
    const request = requestOf(step, specification);
    if ("unsendable" in request) return [`(${request.unsendable})`];
    const { method, target, headers, body } = request;
    const fields = headers.filter(([name]) => !/^(?:user-agent|content-type|content-length)$/i.test(name));
    const { signature, leave, sameConnection } = step.wire ?? {};
    return [
      `${method} ${shown(target)}`,
      ...fields.map(([name, value]) => `${name}: ${shown(value)}`),
      ...(signature === undefined ? [] : [`(signature: ${signature})`]),
      ...(leave === undefined ? [] : [`(go away ${leave.afterMs} ms after ${leave.of})`]),
      ...(sameConnection === undefined ? [] : ["(on the same connection)"]),
      ...(body.bytes === 0 ? [] : ["text" in body ? shown(body.text, body.bytes) : `base64 ${body.base64}`]),
    ];
  });
}

const SHOWN = 300;

function shown(text: string, bytes: number = text.length): string {
  const safe = visible(text);
  return safe.length <= SHOWN && text.length >= bytes - 200
    ? safe
    : `${safe.slice(0, 80)}... (${bytes} bytes)`;
}

if (import.meta.main) {
  const { json, page, questions } = await evidenceDocuments();
  writeFileSync(evidenceFile, json);
  writeFileSync(evidencePage, page);
  writeFileSync(questionsFile, questions);
}
