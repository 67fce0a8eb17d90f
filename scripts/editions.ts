/** Writes docs/editions.md: all differences between the API of the first documents and the newest edition, with their dates. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clause } from "../specs/clause.ts";
import {
  type Documents,
  type ErrorDocument,
  type Fact,
  type MemberDocument,
  type OperationDocument,
  readDocuments,
} from "../specs/documents.ts";
import { editions } from "../specs/load-specification.ts";
import { resolve } from "../specs/resolve.ts";
import type { Specification } from "../specs/specification.ts";

/** A fact that began or ceased to hold between two editions. */
export interface EditionChange {
  readonly date: string;
  /** `Invoke FunctionName maxLength`, `Invoke ModeNotSupportedException`. */
  readonly subject: string;
  readonly says: string;
  readonly source: string;
}

/** The edition of the first documents. */
export const first: string = "2023-11-16";
/** The newest date of any fact. */
export const newest: string = editions().at(-1) ?? first;

/** Path of the table. */
export const editionsFile: string = join(import.meta.dirname, "..", "docs", "editions.md");

/** The dated facts that changed between the two editions, oldest first. */
export function changes(documents: Documents): EditionChange[] {
  return [
    ...[...documents.operations.values()].flatMap(operationChanges),
    ...[...documents.errors.values()].flatMap(({ errors }) => errors.flatMap(errorChanges)),
  ].sort((a, b) => (a.date < b.date || (a.date === b.date && a.subject < b.subject) ? -1 : 1));
}

/** The differences between the two resolved editions. They are the subjects of `changes`, if nothing else differs. */
export function differences(documents: Documents): Set<string> {
  const [before, after] = [told(resolve(documents, first)), told(resolve(documents, newest))];
  return new Set([...before.keys(), ...after.keys()].filter((key) => before.get(key) !== after.get(key)));
}

/**
 * The clauses that hold in only one of the two editions, and why.
 * @throws Error for a clause that no dated fact explains
 */
export function clauseChanges(
  documents: Documents,
): { id: string; holds: "first" | "newest"; because: string }[] {
  const [before, after] = [resolve(documents, first), resolve(documents, newest)];
  const born = [...differences(documents)].map((subject) => subject.split(" "));
  const words = new Set(born.filter((parts) => parts.length === 2).map(([, name = ""]) => name));
  const only = (some: Specification, others: Specification): readonly Clause[] =>
    some.clauses.filter(({ id }) => !others.clauses.some((other) => other.id === id));
  const because = (clause: Clause): string => {
    if (between(clause.since)) return `it has held since ${clause.since}`;
    if (between(clause.until)) return `it held until ${clause.until}`;
    const text = JSON.stringify([clause.given, clause.expect]);
    const word = [...words].find((name) => text.includes(`"${name}"`));
    if (word === undefined) throw new Error(`${clause.id} holds in one edition only, and no fact says why`);
    return `it needs ${word}`;
  };
  return [
    ...only(before, after).map((clause) => ({
      id: clause.id,
      holds: "first" as const,
      because: because(clause),
    })),
    ...only(after, before).map((clause) => ({
      id: clause.id,
      holds: "newest" as const,
      because: because(clause),
    })),
  ];
}

/** The whole of docs/editions.md. */
export function editionsText(): string {
  const documents = readDocuments();
  const rows = changes(documents).map(
    ({ date, subject, says, source }) => `| ${date} | ${subject} | ${says} | ${source} |`,
  );
  const clauses = clauseChanges(documents);
  const list = (holds: "first" | "newest"): string =>
    clauses
      .filter((clause) => clause.holds === holds)
      .map(({ id, because }) => `- \`${id}\`: ${because}`)
      .join("\n");
  return `${[
    `# Editions: ${first} and ${newest}`,
    "This page lists all differences between the API of the documents that the project began with and the newest edition: the dated facts of\n`specs/` between the two, and nothing else. `node scripts/editions.ts` writes it; a test checks that it is current.",
    ["| since | what | how | source |", "| --- | --- | --- | --- |", ...rows].join("\n"),
    `## Clauses only in ${newest}`,
    list("newest"),
    `## Clauses only in ${first}`,
    list("first"),
  ].join("\n\n")}\n`;
}

function between(date: string | undefined): date is string {
  return date !== undefined && first < date && date <= newest;
}

function operationChanges({ name, statuses, limits, inputs, outputs }: OperationDocument): EditionChange[] {
  const listed = (
    subject: string,
    facts: Readonly<Record<string, readonly Fact<unknown>[]>>,
  ): EditionChange[] =>
    Object.entries(facts).flatMap(([key, values]) => factChanges(`${subject} ${key}`, values));
  return [
    ...listed(`${name} status of`, statuses),
    ...listed(`${name} request limit of`, limits.request),
    ...factChanges(`${name} response limit`, limits.response),
    ...factChanges(`${name} log limit`, limits.log),
    ...[...inputs, ...outputs].flatMap((member) => memberChanges(name, member)),
  ];
}

function memberChanges(operation: string, member: MemberDocument): EditionChange[] {
  const subject = `${operation} ${member.name}`;
  if (between(member.since)) {
    const source = member.source.find(({ kind }) => kind === "modelled") ?? member.source[0];
    return [{ date: member.since, subject, says: "new", source: source?.where ?? "" }];
  }
  return Object.entries(member.keywords).flatMap(([keyword, facts]) =>
    factChanges(`${subject} ${keyword}`, facts as readonly Fact<unknown>[]),
  );
}

function factChanges(subject: string, facts: readonly Fact<unknown>[]): EditionChange[] {
  return facts.flatMap(({ value, since, source }, index) => {
    const before = facts[index - 1]?.value;
    const says = before === undefined ? shown(value) : `${shown(before)} became ${shown(value)}`;
    return between(since) ? [{ date: since, subject, says, source: source.where }] : [];
  });
}

function errorChanges(error: ErrorDocument): EditionChange[] {
  const modelled = error.source.filter(({ kind }) => kind === "modelled");
  return [
    ...Object.entries(error.operations).flatMap(([operation, { since }]) =>
      between(since)
        ? [
            {
              date: since,
              subject: `${operation} ${error.code}`,
              says: `new: ${error.status}`,
              source: (modelled.find(({ where }) => where.endsWith(operation)) ?? modelled[0])?.where ?? "",
            },
          ]
        : [],
    ),
    ...(error.members ?? []).flatMap(({ name, enum: facts = [] }) =>
      factChanges(`${error.code} ${name} values`, facts),
    ),
  ];
}

/** A value as code in a table cell, with vertical bars escaped because they would end the cell. */
function shown(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return `\`${text.replaceAll("|", "\\|")}\``;
}

/** An edition as texts, by subject. */
function told({ operations, errors }: Specification): Map<string, string> {
  const all = new Map<string, string>();
  for (const { name, statuses, limits, inputs, outputs } of Object.values(operations)) {
    for (const [key, value] of Object.entries(statuses)) all.set(`${name} status of ${key}`, `${value}`);
    for (const [key, value] of Object.entries(limits.request))
      all.set(`${name} request limit of ${key}`, `${value}`);
    all.set(`${name} response limit`, `${limits.response}`);
    all.set(`${name} log limit`, `${limits.log}`);
    for (const member of [...inputs, ...outputs]) {
      all.set(`${name} ${member.name}`, `${member.place} ${member.wireName}`);
      for (const [keyword, value] of Object.entries(member.keywords)) {
        all.set(`${name} ${member.name} ${keyword}`, JSON.stringify(value));
      }
    }
  }
  for (const { code, status, operations: answering, members = [] } of errors) {
    for (const operation of answering) all.set(`${operation} ${code}`, `${status}`);
    for (const member of members)
      if (member.enum) all.set(`${code} ${member.name} values`, member.enum.join());
  }
  return all;
}

if (import.meta.main) writeFileSync(editionsFile, editionsText());
