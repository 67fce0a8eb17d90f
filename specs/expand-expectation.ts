import type { JsonSchema } from "./clause.ts";
import { ClauseFault } from "./clause-fault.ts";
import { expectationKeywords, listsOfSchemas, singleSchemas } from "./expectation-keywords.ts";
import { pointerNames, pointerToken } from "./json-pointer.ts";
import {
  itemsOf,
  memberOf,
  type ObservationPlace,
  type ObservationSchema,
  wholeObservation,
} from "./observation-place.ts";

/**
 * Expands an expectation into JSON Schema. An expectation is a JSON Schema over the observation that may also name members by path:
 *
 *     { "status": 200, "error/message": { "pattern": "^No" }, "present": ["log"], "absent": ["outputs/LogResult"] }
 *
 * Every key that is not a keyword is a path. It requires every member on the way, and requires an object where the observation's schema
 * does not guarantee one. If the value of a path is an object, it is the expectation for the member. The member must equal any other
 * value.
 * @throws ClauseFault for a path through a value that has no members, and for a member or keyword that is defined twice
 */
export function expandExpectation(written: unknown): JsonSchema {
  return expand(written, wholeObservation, "", undefined) as JsonSchema;
}

/** Translates a pointer into the expanded schema into a pointer into the expectation as it is written. */
export function expectationPointer(written: unknown, pointer: string): string {
  const origins: Origins = new Map();
  let here = expand(written, wholeObservation, "", origins);
  let origin = "";
  const tokens = pointerNames(pointer);
  for (let token = tokens.shift(); token !== undefined && isNode(here); token = tokens.shift()) {
    const notes = origins.get(here);
    here = here[token];
    if (notes && isNode(here) && (token === "required" || token === "properties")) {
      const next = tokens.shift() ?? "";
      origin = notes.get(`${token}/${token === "required" ? here[next] : next}`) ?? origin;
      here = here[next];
    } else {
      origin = notes?.get(token) ?? origin;
    }
  }
  return origin;
}

/** For each expanded schema: where its keywords are written. Members have the keys `required/NAME` and `properties/NAME`. */
type Origins = Map<object, Map<string, string>>;

function expand(
  written: unknown,
  place: ObservationPlace,
  from: string,
  origins: Origins | undefined,
): unknown {
  if (!isObject(written)) return written;
  const draft = new Draft(place, origins);
  draft.read(written, from);
  return draft.schema;
}

/** A schema for one place in the observation, under construction. */
class Draft {
  readonly schema: { [keyword: string]: unknown; required?: string[]; properties?: Record<string, unknown> };
  readonly #place: ObservationPlace;
  readonly #origins: Origins | undefined;

  constructor(place: ObservationPlace, origins: Origins | undefined, schema: object = {}) {
    this.schema = schema as Draft["schema"];
    this.#place = place;
    this.#origins = origins;
    if (origins && !origins.has(schema)) origins.set(schema, new Map());
  }

  read(written: ObservationSchema, from: string): void {
    for (const [key, value] of Object.entries(written)) {
      const at = `${from}/${pointerToken(key)}`;
      if (key === "present" || key === "absent") this.#readPaths(key, value, at);
      else if (key === "required" && Array.isArray(value)) {
        for (const [index, name] of value.entries()) this.#require(name, `${at}/${index}`);
      } else if (key === "properties" && isObject(value)) {
        for (const [name, member] of Object.entries(value)) {
          const where = `${at}/${pointerToken(name)}`;
          this.#define(name, expand(member, placeBelow(this.#place, name), where, this.#origins), where);
        }
      } else if (expectationKeywords.has(key)) this.#set(key, this.#readKeyword(key, value, at), at);
      else {
        const reached = this.#reach(pointerNames(key), at);
        if (isObject(value)) reached.read(value, at);
        else reached.#set("const", value, at);
      }
    }
  }

  #readPaths(key: "present" | "absent", paths: unknown, from: string): void {
    if (!Array.isArray(paths)) throw new ClauseFault(from, "must be a list of paths");
    for (const [index, path] of paths.entries()) {
      const names = pointerNames(String(path));
      const name = names.pop() ?? "";
      const owner = this.#reach(names, `${from}/${index}`);
      owner.#hold(name, `${from}/${index}`);
      if (key === "present") owner.#require(name, `${from}/${index}`);
      else owner.#define(name, false, `${from}/${index}`);
    }
  }

  /** Expands the schemas inside a keyword, because they are expectations too. */
  #readKeyword(keyword: string, value: unknown, from: string): unknown {
    const ofItems = ["items", "contains", "prefixItems"].includes(keyword);
    const ofMembers = ["additionalProperties", "propertyNames"].includes(keyword);
    const place = ofItems ? itemsOf(this.#place) : ofMembers ? undefined : this.#place;
    if (listsOfSchemas.includes(keyword) || keyword === "prefixItems") {
      return Array.isArray(value)
        ? value.map((schema, index) => expand(schema, place, `${from}/${index}`, this.#origins))
        : value;
    }
    return ofItems || ofMembers || singleSchemas.includes(keyword)
      ? expand(value, place, from, this.#origins)
      : value;
  }

  /** Requires every member on the path and returns the schema of the last one. */
  #reach(path: readonly string[], from: string): Draft {
    const [name, ...rest] = path;
    if (name === undefined) return this;
    this.#hold(name, from);
    this.#require(name, from);
    if (!Object.hasOwn(this.schema.properties ?? {}, name)) this.#define(name, {}, from);
    const below = this.schema.properties?.[name];
    if (!isObject(below)) throw saidTwice(name, from);
    return new Draft(placeBelow(this.#place, name), this.#origins, below).#reach(rest, from);
  }

  /** Requires an object here, because a path names a member of this value. */
  #hold(name: string, from: string): void {
    const type = this.#place?.["type"];
    if (type === undefined) this.schema["type"] ??= "object";
    else if (type !== "object") {
      throw new ClauseFault(
        from,
        `"${name}" is neither a keyword nor a member: the value here is of type ${type}`,
      );
    }
  }

  #require(name: string, from: string): void {
    this.schema.required ??= [];
    if (!this.schema.required.includes(name)) this.schema.required.push(name);
    this.#note(`required/${name}`, from);
  }

  #define(name: string, schema: unknown, from: string): void {
    this.schema.properties ??= {};
    if (Object.hasOwn(this.schema.properties, name)) throw saidTwice(name, from);
    this.schema.properties[name] = schema;
    this.#note(`properties/${name}`, from);
  }

  #set(keyword: string, value: unknown, from: string): void {
    const said = this.schema[keyword];
    if (said !== undefined && said !== value) throw saidTwice(keyword, from);
    this.schema[keyword] = value;
    this.#note(keyword, from);
  }

  #note(part: string, from: string): void {
    const notes = this.#origins?.get(this.schema);
    if (notes && !notes.has(part)) notes.set(part, from);
  }
}

function saidTwice(name: string, from: string): ClauseFault {
  return new ClauseFault(from, `"${name}" is defined twice`);
}

function placeBelow(place: ObservationPlace, name: string): ObservationPlace {
  const member = memberOf(place, name);
  return member === "nowhere" ? undefined : member;
}

function isObject(value: unknown): value is ObservationSchema {
  return isNode(value) && !Array.isArray(value);
}

function isNode(value: unknown): value is ObservationSchema {
  return typeof value === "object" && value !== null;
}
