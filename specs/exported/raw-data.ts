import type { Documents } from "../documents.ts";
import type { Specification } from "../specification.ts";
import type { ExportedBy } from "./json-schema.ts";
import type { SchemaDocument } from "./member-schema.ts";

/**
 * The specification as data: operations and errors with every fact that ever held, with dates and sources, and the clauses of the edition.
 * specs/schema/specification.json describes the format. `version` rises when a member is removed or changes its meaning.
 */
export function rawData(
  documents: Documents,
  specification: Specification,
  tool: ExportedBy,
): SchemaDocument {
  const { edition, digest, clauses } = specification;
  const contents = <T>(files: ReadonlyMap<string, T>): Omit<T, "$schema">[] =>
    [...files.values()].map((document) => {
      const { $schema: _, ...content } = document as T & { readonly $schema?: string };
      return content;
    });
  return {
    version: 1,
    tool,
    edition,
    digest,
    operations: contents(documents.operations),
    errors: contents(documents.errors).flatMap(({ errors }) => errors),
    fixtures: contents(documents.fixtures).flatMap(({ fixtures }) => fixtures),
    clauses,
  };
}
