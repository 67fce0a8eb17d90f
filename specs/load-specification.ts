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
 * The specification as of a day.
 * @param options.edition YYYY-MM-DD; default: the newest date of any fact
 * @throws UserError for an invalid date, and for an invalid document: file, JSON pointer and reason
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

/** The days (YYYY-MM-DD) on which a fact began or ended, in order. Between two of them nothing changes. */
export function editions(): string[] {
  return factDates(validDocuments());
}

/** The clauses as their files hold them, by the id of each whole clause. */
export function writtenClauses(): ReadonlyMap<string, WrittenClause> {
  return new Map(clausesOf(validDocuments()).map(({ clause, written }) => [clause.id, written]));
}

/** The file in a build, beside the documents, that holds the digest of the documents that the build validated. */
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

/** @throws UserError for the first fault: file, JSON pointer and reason */
export function assertValid(documents: Documents): void {
  // ajv takes longer to load than the rest of a start, so it is loaded only for documents without a stamp.
  const require = createRequire(import.meta.url);
  const { faultOf } = require(`./fault-of${extname(import.meta.filename)}`) as typeof import("./fault-of.ts");
  const fault = faultOf(documents);
  if (fault) throw new UserError(`specs/${fault.file}: ${fault.pointer || "/"}: ${fault.says}`);
}

/** The digest of the documents that the build validated. Undefined in a checkout. */
function stamp(): string | undefined {
  try {
    return JSON.parse(readFileSync(join(import.meta.dirname, stampFile), "utf8")).digest;
  } catch {
    return undefined;
  }
}
