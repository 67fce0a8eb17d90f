import type { Answer, Clause, JsonSchema } from "../../specs/clause.ts";
import { relationKeywords } from "../../specs/relation-keywords.ts";

/** One place of an observation that an expectation reads, and the keyword that reads it. */
export interface Read {
  /** From the top of the observation: `outputs`, `ExecutedVersion`. `*` is any item of a list. */
  readonly path: readonly string[];
  /** The keyword of JSON Schema, or one of our relations. */
  readonly keyword: string;
}

/** Everything that a clause reads to judge an observation: its condition, and what its answers expect. */
export function readsOf({ given, expect }: Pick<Clause, "given" | "expect">): readonly Read[] {
  const where = "every" in given ? schemaReads(given.where as JsonSchema) : [];
  return [...where, ...expect.flatMap(answerReads)];
}

function answerReads({ error, schema = true }: Answer): readonly Read[] {
  // The places that identify an error of errors.json.
  const named = [["status"], ["error", "code"], ["error", "message"]];
  return [
    ...(error === undefined ? [] : named.map((path): Read => ({ path, keyword: "const" }))),
    ...schemaReads(schema),
  ];
}

/** Keywords that hold schemas for the same place, and for places below it. */
const SAME = ["allOf", "anyOf", "oneOf", "not", "if", "then", "else"];
const ITEMS = ["items", "contains", "prefixItems", "additionalProperties"];
/** Keywords that only describe, or belong to a keyword beside them. */
const SILENT = new Set(["type", "description", "minContains", "maxContains"]);

/** All places that a schema reads. */
export function schemaReads(schema: unknown, path: readonly string[] = []): readonly Read[] {
  if (schema === false) return [{ path, keyword: "absent" }];
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, value]): readonly Read[] => {
    if (SILENT.has(keyword)) return [];
    if (keyword === "properties") {
      return Object.entries(value).flatMap(([name, child]) => schemaReads(child, [...path, name]));
    }
    if (keyword === "required") {
      return (value as readonly string[]).map((name) => ({ path: [...path, name], keyword }));
    }
    if (SAME.includes(keyword)) return [value].flat().flatMap((child) => schemaReads(child, path));
    if (ITEMS.includes(keyword)) {
      return [value].flat().flatMap((child) => schemaReads(child, [...path, "*"]));
    }
    if (relationKeywords.includes(keyword)) {
      return [
        { path, keyword },
        { path: tokensOf(value as string), keyword },
      ];
    }
    return [{ path, keyword }];
  });
}

function tokensOf(pointer: string): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}
