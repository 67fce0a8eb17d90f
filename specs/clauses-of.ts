import type { Clause } from "./clause.ts";
import type { Documents } from "./documents.ts";
import { expandClause } from "./expand-clause.ts";
import { type Vocabulary, vocabularyOf } from "./vocabulary.ts";
import type { ClausesDocument, WrittenClause } from "./written-clause.ts";
import { within } from "./written-fault.ts";
import { writtenPointer } from "./written-pointer.ts";

/** A whole clause, and where it was written. */
export interface FiledClause {
  readonly clause: Clause;
  readonly written: WrittenClause;
  /** Path below specs/. */
  readonly file: string;
  /** The pointer into the file for one into the whole clause. */
  pointerOf(pointer: string): string;
}

/** The clauses of the documents, whole: in the order of their families, and within a family as they were written. */
export function clausesOf(documents: Documents): FiledClause[] {
  const vocabulary = vocabularyOf(documents);
  return [...documents.clauses]
    .flatMap(([file, document]) => clausesIn(file, document, vocabulary))
    .map((filed) => ({ filed, family: familyOf(filed.clause.id) }))
    .sort((a, b) => (a.family < b.family ? -1 : Number(a.family > b.family)))
    .map(({ filed }) => filed);
}

/** The clauses of a file, whole. @throws WrittenFault for one that has no meaning */
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

/** The first two segments of an id, and the slash behind them, which orders `stream-error` before `stream`. */
function familyOf(id: string): string {
  return `${id.split("/").slice(0, 2).join("/")}/`;
}
