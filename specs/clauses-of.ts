import type { Clause } from "./clause.ts";
import { within } from "./clause-fault.ts";
import type { Documents } from "./documents.ts";
import { expandClause } from "./expand-clause.ts";
import { type Vocabulary, vocabularyOf } from "./vocabulary.ts";
import type { ClausesDocument, WrittenClause } from "./written-clause.ts";
import { writtenPointer } from "./written-pointer.ts";

/** A whole clause, and where its file holds it. */
export interface FiledClause {
  readonly clause: Clause;
  readonly written: WrittenClause;
  /** Path below specs/. */
  readonly file: string;
  /** Translates a pointer into the whole clause into a pointer into the file. */
  pointerOf(pointer: string): string;
}

/**
 * The whole clauses of the documents, sorted by family. Within a family they keep the order of the files.
 * @throws ClauseFault for the first clause that cannot be expanded
 */
export function clausesOf(documents: Documents): FiledClause[] {
  const vocabulary = vocabularyOf(documents);
  return [...documents.clauses]
    .flatMap(([file, document]) => clausesIn(file, document, vocabulary))
    .map((filed) => ({ filed, family: familyOf(filed.clause.id) }))
    .sort((a, b) => (a.family < b.family ? -1 : Number(a.family > b.family)))
    .map(({ filed }) => filed);
}

/**
 * The whole clauses of a file.
 * @throws ClauseFault for the first clause that cannot be expanded
 */
export function clausesIn(file: string, document: ClausesDocument, vocabulary: Vocabulary): FiledClause[] {
  return document.clauses.flatMap((written, index) =>
    within(`/clauses/${index}`, () => expandClause(written, document, vocabulary)).map((clause) => ({
      clause,
      written,
      file,
      pointerOf: (pointer) => `/clauses/${index}${writtenPointer(written, clause.operation, pointer)}`,
    })),
  );
}

/** The first two segments of an id. The slash at the end sorts `stream-error` before `stream`. */
function familyOf(id: string): string {
  return `${id.split("/").slice(0, 2).join("/")}/`;
}
