import { readFileSync } from "node:fs";
import { join } from "node:path";
import { relationKeywords } from "./relation-keywords.ts";

export interface Fault {
  /** JSON Pointer into the document. */
  readonly pointer: string;
  readonly says: string;
}

/** A JSON Schema as parsed JSON. */
type Schema = Readonly<Record<string, unknown>>;

/** What is known of a place in the observation: its schema, references followed; undefined where anything may stand. */
type Place = Schema | undefined;

/**
 * The first reason for which a schema over the observation could pass on what is not there: a property that is named and
 * not required, a path that no observation has, a keyword that does not apply to what stands in its place (JSON Schema
 * lets those pass), or a keyword that nobody knows.
 */
export function expectationFault(expectation: unknown): Fault | undefined {
  return faultAt(expectation, "", root, undefined);
}

const observation = JSON.parse(
  readFileSync(join(import.meta.dirname, "schema", "observation.json"), "utf8"),
) as Schema;

/** Keywords by the type of value that they apply to. */
const assertions: Readonly<Record<string, readonly string[]>> = {
  object: [
    "properties",
    "required",
    "additionalProperties",
    "propertyNames",
    "minProperties",
    "maxProperties",
  ],
  array: [
    "items",
    "prefixItems",
    "contains",
    "minContains",
    "maxContains",
    "minItems",
    "maxItems",
    "uniqueItems",
  ],
  string: ["pattern", "minLength", "maxLength"],
  number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
};
const typeOfKeyword = new Map(
  Object.entries(assertions).flatMap(([type, keywords]) => keywords.map((keyword) => [keyword, type])),
);
const lists = ["allOf", "anyOf", "oneOf"];
const singles = ["not", "if", "then", "else"];
const others = ["type", "const", "enum", "description"];

const root = place(observation) as Schema;

function faultAt(
  schema: unknown,
  pointer: string,
  here: Place,
  types: readonly string[] | undefined,
): Fault | undefined {
  if (typeof schema === "boolean") return undefined;
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) {
    return { pointer, says: "not a JSON Schema" };
  }
  const node = schema as Schema;
  const known = node["type"] === undefined ? types : [node["type"]].flat().map(String);
  return (
    first(Object.keys(node), (keyword) => keywordFault(node, keyword, pointer, here, known)) ??
    first(childrenOf(node, pointer, here, known), (child) =>
      child.place === "nowhere"
        ? { pointer: child.pointer, says: "no observation has this" }
        : faultAt(child.schema, child.pointer, child.place, child.types),
    )
  );
}

function keywordFault(
  schema: Schema,
  keyword: string,
  pointer: string,
  here: Place,
  types: readonly string[] | undefined,
): Fault | undefined {
  const at = `${pointer}/${keyword}`;
  const type = typeOfKeyword.get(keyword);
  if (type !== undefined) {
    const standing = types ?? (here?.["type"] === undefined ? undefined : [String(here["type"])]);
    const applies = standing?.some((name) => name === type || (type === "number" && name === "integer"));
    if (!applies) return { pointer: at, says: `passes on what is no ${type}: say "type": "${type}"` };
  } else if (relationKeywords.includes(keyword)) {
    if (!exists(String(schema[keyword]))) return { pointer: at, says: "no observation has this" };
  } else if (![...lists, ...singles, ...others].includes(keyword)) {
    return { pointer: at, says: "not a keyword that expectations use" };
  }
  if (keyword !== "properties") return undefined;
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  return first(Object.entries(schema["properties"] ?? {}), ([name, subschema]) =>
    subschema === false || required.includes(name)
      ? undefined
      : { pointer: `${at}/${token(name)}`, says: `passes where it is absent: name it in "required"` },
  );
}

interface Child {
  readonly schema: unknown;
  readonly pointer: string;
  readonly place: Place | "nowhere";
  readonly types?: readonly string[] | undefined;
}

function childrenOf(
  schema: Schema,
  pointer: string,
  here: Place,
  types: readonly string[] | undefined,
): Child[] {
  const children: Child[] = [];
  const required = Array.isArray(schema["required"]) ? schema["required"].map(String) : [];
  for (const [index, name] of required.entries()) {
    if (member(here, name) === "nowhere") {
      return [{ schema: true, pointer: `${pointer}/required/${index}`, place: "nowhere" }];
    }
  }
  for (const [name, subschema] of Object.entries(schema["properties"] ?? {})) {
    children.push({
      schema: subschema,
      pointer: `${pointer}/properties/${token(name)}`,
      place: member(here, name),
    });
  }
  for (const keyword of ["items", "contains"]) {
    if (schema[keyword] !== undefined) {
      children.push({
        schema: schema[keyword],
        pointer: `${pointer}/${keyword}`,
        place: place(here?.["items"]),
      });
    }
  }
  for (const [index, subschema] of array(schema["prefixItems"]).entries()) {
    children.push({
      schema: subschema,
      pointer: `${pointer}/prefixItems/${index}`,
      place: place(here?.["items"]),
    });
  }
  for (const keyword of ["additionalProperties", "propertyNames"]) {
    if (schema[keyword] !== undefined) {
      const names = keyword === "propertyNames" ? { types: ["string"] } : {};
      children.push({
        schema: schema[keyword],
        pointer: `${pointer}/${keyword}`,
        place: undefined,
        ...names,
      });
    }
  }
  for (const keyword of lists) {
    for (const [index, subschema] of array(schema[keyword]).entries()) {
      children.push({ schema: subschema, pointer: `${pointer}/${keyword}/${index}`, place: here, types });
    }
  }
  for (const keyword of singles) {
    if (schema[keyword] !== undefined) {
      children.push({ schema: schema[keyword], pointer: `${pointer}/${keyword}`, place: here, types });
    }
  }
  return children;
}

/** The member of a place; nowhere when the observation's schema lists its members and this is none of them. */
function member(here: Place, name: string): Place | "nowhere" {
  const properties = here?.["properties"] as Readonly<Record<string, unknown>> | undefined;
  if (properties && Object.hasOwn(properties, name)) return place(properties[name]);
  if (here?.["additionalProperties"] !== undefined) return place(here["additionalProperties"]);
  return properties ? "nowhere" : undefined;
}

function exists(pointer: string): boolean {
  let here: Place = root;
  for (const part of pointer.split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    const next: Place | "nowhere" = here?.["type"] === "array" ? place(here["items"]) : member(here, name);
    if (next === "nowhere") return false;
    here = next;
  }
  return pointer.startsWith("/");
}

/** A schema of the observation with its reference followed: what stands beside a `$ref` is added to what it names. */
function place(schema: unknown): Place {
  if (typeof schema !== "object" || schema === null) return undefined;
  const { $ref, ...own } = schema as Schema;
  if (typeof $ref !== "string") return own;
  const named =
    (observation["$defs"] as Readonly<Record<string, Schema>>)[$ref.replace("#/$defs/", "")] ?? {};
  return {
    ...named,
    ...own,
    properties: { ...(named["properties"] as object), ...(own["properties"] as object | undefined) },
  };
}

function first<T>(items: readonly T[], find: (item: T) => Fault | undefined): Fault | undefined {
  for (const item of items) {
    const fault = find(item);
    if (fault) return fault;
  }
  return undefined;
}

function array(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function token(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
