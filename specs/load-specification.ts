import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import type { Clause } from "./clause.ts";
import { clausesOf } from "./clauses-of.ts";
import { type Documents, readDocuments } from "./documents.ts";
import { evidenceOf, readEvidence } from "./evidence.ts";
import { isDate } from "./is-date.ts";
import { factDates, resolve } from "./resolve.ts";
import type { Specification } from "./specification.ts";
import { UserError } from "./user-error.ts";
import type { WrittenClause } from "./written-clause.ts";

/**
 * The specification as it was on a day; the default is the newest date that a fact carries.
 * @throws UserError for a bad date, and for a document that is not as it should be: file, JSON pointer, reason.
 */
export function loadSpecification(options: { edition?: string } = {}): Specification {
  const documents = validDocuments();
  const dates = factDates(documents);
  const [oldest = "", newest = ""] = [dates[0], dates.at(-1)];
  const edition = options.edition ?? newest;
  if (!isDate(edition)) throw new UserError(`edition "${edition}": not a date; write it as YYYY-MM-DD`);
  if (edition < oldest) throw new UserError(`edition ${edition}: the oldest edition is ${oldest}`);
  return withEvidence(resolve(documents, edition));
}

function withEvidence(resolved: Specification): Specification {
  const { edition, operations, errors, fixtures, digest } = resolved;
  let clauses: readonly Clause[] | undefined;
  return {
    edition,
    operations,
    errors,
    fixtures,
    get clauses() {
      clauses ??= evident(resolved.clauses);
      return clauses;
    },
    digest,
  };
}

function evident(clauses: readonly Clause[]): readonly Clause[] {
  const recorded = readEvidence();
  return clauses.map((clause) => ({ ...clause, evidence: evidenceOf(clause, recorded[clause.id]) }));
}

/** The days on which a fact began or ceased to hold, in order: between two of them nothing differs. */
export function editions(): string[] {
  return factDates(validDocuments());
}

/** The clauses as they are written in their files, by the id of each whole clause. */
export function writtenClauses(): ReadonlyMap<string, WrittenClause> {
  return new Map(clausesOf(validDocuments()).map(({ clause, written }) => [clause.id, written]));
}

/** Name of the file beside the documents of a build in which it is told which documents were found valid. */
export const stampFile = "validated.json";

let valid: string | undefined;

function validDocuments(): Documents {
  const documents = readDocuments();
  valid ??= stamp();
  if (documents.digest !== valid) {
    assertValid(documents);
    valid = documents.digest;
  }
  return documents;
}

/** @throws UserError for the first fault: file, JSON pointer, reason. */
export function assertValid(documents: Documents): void {
  // ajv takes longer to load than all the rest of a start: it is loaded only where documents have no stamp.
  const require = createRequire(import.meta.url);
  const { faultOf } = require(`./fault-of${extname(import.meta.filename)}`) as typeof import("./fault-of.ts");
  const fault = faultOf(documents);
  if (fault) throw new UserError(`specs/${fault.file}: ${fault.pointer || "/"}: ${fault.says}`);
}

/** The digest of the documents that the build found valid; none in a checkout. */
function stamp(): string | undefined {
  try {
    return JSON.parse(readFileSync(join(import.meta.dirname, stampFile), "utf8")).digest;
  } catch {
    return undefined;
  }
}
