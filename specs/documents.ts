import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ErrorSpec } from "./error-spec.ts";
import type { Fixture } from "./fixture.ts";
import type { Keywords, Limits, Member, Operation, OperationName } from "./operation.ts";
import type { Source } from "./source.ts";
import { UserError } from "./user-error.ts";
import type { ClausesDocument, PartsDocument, SourcesDocument } from "./written-clause.ts";

/** A value that holds from `since` on, until the next fact in its list begins or until its own `until`. */
export interface Fact<T> {
  readonly value: T;
  readonly since: string;
  readonly until?: string;
  /** The fact was withdrawn when the next one began. Nobody knows which of the two an endpoint follows. */
  readonly reverted?: true;
  readonly source: Source;
}

type Facts<T> = readonly Fact<T>[];

/** operations/*.json: an operation with every fact that ever held for it. */
export interface OperationDocument
  extends Pick<Operation, "name" | "method" | "path" | "requires" | "events"> {
  readonly since: string;
  readonly statuses: Readonly<Record<string, Facts<number>>>;
  readonly limits: {
    readonly request: Readonly<Record<string, Facts<number>>>;
    readonly response: Facts<number>;
    readonly log: Facts<number>;
  } & Readonly<Record<keyof Limits, unknown>>;
  readonly inputs: readonly MemberDocument[];
  readonly outputs: readonly MemberDocument[];
  readonly source: readonly Source[];
}

export interface MemberDocument extends Omit<Member, "keywords" | "later" | "reverted"> {
  readonly since: string;
  readonly until?: string;
  readonly keywords: { readonly [K in keyof Keywords]: Facts<NonNullable<Keywords[K]>> };
}

/** errors.json. */
export interface ErrorsDocument {
  readonly errors: readonly ErrorDocument[];
}

export interface ErrorDocument extends Omit<ErrorSpec, "operations" | "members" | "otherStatuses"> {
  readonly alsoNamed?: readonly string[];
  readonly otherStatuses?: readonly { readonly value: number; readonly source: Source }[];
  readonly members?: readonly {
    readonly name: string;
    readonly header?: string;
    readonly enum?: Facts<readonly string[]>;
  }[];
  readonly operations: Readonly<Partial<Record<OperationName, { since: string; until?: string }>>>;
}

/** fixtures.json. */
export interface FixturesDocument {
  readonly fixtures: readonly Fixture[];
}

/** The documents of the specification as their files hold them, by path below specs/. */
export interface Documents {
  readonly operations: ReadonlyMap<string, OperationDocument>;
  readonly errors: ReadonlyMap<string, ErrorsDocument>;
  readonly fixtures: ReadonlyMap<string, FixturesDocument>;
  readonly sources: ReadonlyMap<string, SourcesDocument>;
  readonly parts: ReadonlyMap<string, PartsDocument>;
  readonly clauses: ReadonlyMap<string, ClausesDocument>;
  /** SHA-256 over the names and bytes of the files, in hex. */
  readonly digest: string;
}

/**
 * Reads the documents without checking their content.
 * @throws UserError naming a file that is not JSON
 */
export function readDocuments(folder: string = import.meta.dirname): Documents {
  const hash = createHash("sha256");
  const read = <T>(files: readonly string[]): Map<string, T> =>
    new Map(
      files.map((file) => {
        const text = readFileSync(join(folder, file), "utf8");
        hash.update(`${file}\0${text}\0`);
        return [file, parse(file, text) as T];
      }),
    );
  return {
    operations: read(jsonFiles(folder, "operations")),
    errors: read(["errors.json"]),
    fixtures: read(["fixtures.json"]),
    sources: read(["sources.json"]),
    parts: read(["parts.json"]),
    clauses: read(jsonFiles(folder, "clauses")),
    get digest() {
      return hash.copy().digest("hex");
    },
  };
}

/** The JSON files at any depth below a folder, sorted by path, with `/` as the separator on every system. */
function jsonFiles(folder: string, below: string): string[] {
  return readdirSync(join(folder, below), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".json"))
    .map((path) => `${below}/${path.replaceAll("\\", "/")}`)
    .sort();
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`specs/${file}: not JSON: ${(error as Error).message}`);
  }
}
