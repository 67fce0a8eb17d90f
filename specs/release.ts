import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Clause, Level } from "./clause.ts";
import { readDocument } from "./read-document.ts";
import type { Specification } from "./specification.ts";
import { UserError } from "./user-error.ts";

/** The clauses of a released version: specs/releases/VERSION.json, which `node scripts/release-clauses.ts` writes. */
export interface Release {
  readonly version: string;
  /** The newest edition that the version knows, YYYY-MM-DD. */
  readonly edition: string;
  /** By clause id. */
  readonly clauses: Readonly<Record<string, { readonly level: Level; readonly digest: string }>>;
}

const FOLDER = join(import.meta.dirname, "releases");

/**
 * Reads a release.
 * @throws UserError for a version that was not released; the message names the released ones
 */
export function readRelease(version: string): Release {
  const file = join(FOLDER, `${version}.json`);
  if (!/^[\w.-]+$/.test(version) || !existsSync(file)) {
    const known = readdirSync(FOLDER).map((name) => name.replace(/\.json$/, ""));
    throw new UserError(`--clauses-of ${version}: unknown release; use one of ${known.sort().join(", ")}`);
  }
  return readDocument<Release>(file, "release");
}

/** What a version would release if it were published now. */
export function releaseOf(version: string, { edition, clauses }: Specification): Release {
  const told = clauses.map(
    (clause) => [clause.id, { level: clause.level, digest: clauseDigest(clause) }] as const,
  );
  return { version, edition, clauses: Object.fromEntries(told) };
}

/**
 * The first 16 hex digits of a SHA-256 over what a clause requires. It covers the operation, whom the clause binds, what it is given, what
 * it expects and the features that it needs. Its wording does not count.
 */
export function clauseDigest({ operation, binds, given, expect, requires = [] }: Clause): string {
  const asked = expect.map(({ error, schema }) => ({ error, schema }));
  const text = JSON.stringify([operation, binds, given, asked, requires], (name, value: unknown) =>
    name === "why" ? undefined : value,
  );
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** The specification with the clauses of a release, and which of them can no longer be judged as they were. */
export interface Frozen {
  /** All clauses. Those of the release have the levels of the release. */
  readonly specification: Specification;
  /** Clauses that are not judged, because they are newer or require something else now. */
  readonly left: ReadonlySet<Clause>;
  /** Ids of clauses of the release that require something else now. */
  readonly changed: readonly string[];
  /** Ids of clauses of the release that no longer exist. */
  readonly gone: readonly string[];
}

export function freeze(specification: Specification, release: Release): Frozen {
  const left = new Set<Clause>();
  const changed: string[] = [];
  const clauses = specification.clauses.map((clause) => {
    const was = release.clauses[clause.id];
    const frozen = was === undefined ? clause : { ...clause, level: was.level };
    const isSame = was?.digest === clauseDigest(clause);
    if (!isSame) left.add(frozen);
    if (was && !isSame) changed.push(clause.id);
    return frozen;
  });
  const ids = new Set(clauses.map(({ id }) => id));
  const gone = Object.keys(release.clauses).filter((id) => !ids.has(id));
  return { specification: { ...specification, clauses }, left, changed, gone };
}
