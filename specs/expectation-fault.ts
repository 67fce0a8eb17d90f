import { expectationKeywords, listsOfSchemas, singleSchemas, typeOfKeyword } from "./expectation-keywords.ts";
import { pointerToken } from "./json-pointer.ts";
import {
  isInObservation,
  itemsOf,
  memberOf,
  type ObservationPlace,
  type ObservationSchema,
  wholeObservation,
} from "./observation-place.ts";
import { relationKeywords } from "./relation-keywords.ts";

export interface Fault {
  /** JSON Pointer into the document. */
  readonly pointer: string;
  readonly says: string;
}

/**
 * The first reason why a schema over the observation could pass although the value is missing:
 * - a property that is named but not required
 * - a path that no observation has
 * - a keyword for another type of value, which JSON Schema ignores
 * - an unknown keyword
 */
export function expectationFault(expectation: unknown): Fault | undefined {
  return faultAt(expectation, "", wholeObservation, undefined);
}

function faultAt(
  schema: unknown,
  pointer: string,
  here: ObservationPlace,
  types: readonly string[] | undefined,
): Fault | undefined {
  if (typeof schema === "boolean") return undefined;
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) {
    return { pointer, says: "not a JSON Schema" };
  }
  const node = schema as ObservationSchema;
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
  schema: ObservationSchema,
  keyword: string,
  pointer: string,
  here: ObservationPlace,
  types: readonly string[] | undefined,
): Fault | undefined {
  const at = `${pointer}/${keyword}`;
  const type = typeOfKeyword.get(keyword);
  if (type !== undefined) {
    const standing = types ?? (here?.["type"] === undefined ? undefined : [String(here["type"])]);
    const applies = standing?.some((name) => name === type || (type === "number" && name === "integer"));
    if (!applies) return { pointer: at, says: `passes on what is no ${type}: say "type": "${type}"` };
  } else if (relationKeywords.includes(keyword)) {
    if (!isInObservation(String(schema[keyword]))) return { pointer: at, says: "no observation has this" };
  } else if (!expectationKeywords.has(keyword)) {
    return { pointer: at, says: "not a keyword that expectations use" };
  }
  if (keyword !== "properties") return undefined;
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  return first(Object.entries(schema["properties"] ?? {}), ([name, subschema]) =>
    subschema === false || required.includes(name)
      ? undefined
      : { pointer: `${at}/${pointerToken(name)}`, says: `passes where it is absent: name it in "required"` },
  );
}

interface Child {
  readonly schema: unknown;
  readonly pointer: string;
  readonly place: ObservationPlace | "nowhere";
  readonly types?: readonly string[] | undefined;
}

function childrenOf(
  schema: ObservationSchema,
  pointer: string,
  here: ObservationPlace,
  types: readonly string[] | undefined,
): Child[] {
  const children: Child[] = [];
  const required = Array.isArray(schema["required"]) ? schema["required"].map(String) : [];
  for (const [index, name] of required.entries()) {
    if (memberOf(here, name) === "nowhere") {
      return [{ schema: true, pointer: `${pointer}/required/${index}`, place: "nowhere" }];
    }
  }
  for (const [name, subschema] of Object.entries(schema["properties"] ?? {})) {
    children.push({
      schema: subschema,
      pointer: `${pointer}/properties/${pointerToken(name)}`,
      place: memberOf(here, name),
    });
  }
  for (const keyword of ["items", "contains"]) {
    if (schema[keyword] !== undefined) {
      children.push({
        schema: schema[keyword],
        pointer: `${pointer}/${keyword}`,
        place: itemsOf(here),
      });
    }
  }
  for (const [index, subschema] of array(schema["prefixItems"]).entries()) {
    children.push({
      schema: subschema,
      pointer: `${pointer}/prefixItems/${index}`,
      place: itemsOf(here),
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
  for (const keyword of listsOfSchemas) {
    for (const [index, subschema] of array(schema[keyword]).entries()) {
      children.push({ schema: subschema, pointer: `${pointer}/${keyword}/${index}`, place: here, types });
    }
  }
  for (const keyword of singleSchemas) {
    if (schema[keyword] !== undefined) {
      children.push({ schema: schema[keyword], pointer: `${pointer}/${keyword}`, place: here, types });
    }
  }
  return children;
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
