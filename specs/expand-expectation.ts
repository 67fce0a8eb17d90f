import type { JsonSchema } from "./clause.ts";
import { expectationKeywords, listsOfSchemas, singleSchemas } from "./expectation-keywords.ts";
import { pointerNames, pointerToken } from "./json-pointer.ts";
import {
  itemsOf,
  memberOf,
  type ObservationPlace,
  type Schema,
  wholeObservation,
} from "./observation-place.ts";
import { WrittenFault } from "./written-fault.ts";

/** An expectation as JSON Schema. */
export interface ExpandedExpectation {
  readonly schema: JsonSchema;
  /** The pointer into what was written for a pointer into the schema. */
  pointerOf(pointer: string): string;
}

/**
 * The JSON Schema that an expectation stands for. An expectation is a JSON Schema over the observation in which members may also be
 * named by their paths:
 *
 *     { "status": 200, "error/message": { "pattern": "^No" }, "present": ["log"], "absent": ["outputs/LogResult"] }
 *
 * Every key that is no keyword is a path. It requires what it leads to, all the way down, and an object on the way where the
 * observation does not say that there is one. An object beside a path is the expectation of what stands there; any other value is the
 * value that has to stand there.
 * @throws WrittenFault for a path into what has no members, and for what is said twice
 */
export function expandExpectation(written: unknown): ExpandedExpectation {
  const origins = new Map<string, string>();
  const schema = emit(read(written, wholeObservation, ""), "", origins);
  return {
    schema: schema as JsonSchema,
    pointerOf: (pointer) => {
      let known = pointer;
      while (known !== "" && !origins.has(known)) known = known.slice(0, known.lastIndexOf("/"));
      return origins.get(known) ?? "";
    },
  };
}

/** A schema under construction; each part of it knows the pointer to where it was written. */
class Draft {
  readonly required = new Map<string, string>();
  readonly properties = new Map<string, { readonly schema: unknown; readonly from: string }>();
  readonly keywords = new Map<string, { readonly value: unknown; readonly from: string }>();
  /** Members of it are named by paths: it is an object. */
  hasMembers = false;
  readonly place: ObservationPlace;

  constructor(place: ObservationPlace) {
    this.place = place;
  }

  set(keyword: string, value: unknown, from: string): void {
    if (this.keywords.has(keyword)) throw new WrittenFault(from, `"${keyword}" is said here a second time`);
    this.keywords.set(keyword, { value, from });
  }

  define(name: string, schema: unknown, from: string): void {
    if (this.properties.has(name)) throw new WrittenFault(from, `"${name}" stands here a second time`);
    this.properties.set(name, { schema, from });
  }

  /** The member has to be there. */
  require(name: string, from: string): void {
    this.#hold(name, from);
    if (!this.required.has(name)) this.required.set(name, from);
  }

  /** The member must not be there. */
  forbid(name: string, from: string): void {
    this.#hold(name, from);
    this.define(name, false, from);
  }

  /** The schema of what a path leads to; all on the way has to be there. */
  reach(path: readonly string[], from: string): Draft {
    const [name, ...rest] = path;
    if (name === undefined) return this;
    this.require(name, from);
    if (!this.properties.has(name)) this.define(name, new Draft(placeBelow(this.place, name)), from);
    const below = this.properties.get(name)?.schema;
    if (!(below instanceof Draft)) throw new WrittenFault(from, `"${name}" stands here a second time`);
    return below.reach(rest, from);
  }

  #hold(name: string, from: string): void {
    const type = this.place?.["type"];
    if (type !== undefined && type !== "object") {
      throw new WrittenFault(from, `"${name}" is no keyword, and no member of what stands here (${type})`);
    }
    this.hasMembers = true;
  }
}

function read(written: unknown, place: ObservationPlace, from: string): unknown {
  if (!isObject(written)) return written;
  const draft = new Draft(place);
  readInto(draft, written, from);
  return draft;
}

function readInto(draft: Draft, written: Schema, from: string): void {
  for (const [key, value] of Object.entries(written)) {
    const at = `${from}/${pointerToken(key)}`;
    if (key === "present" || key === "absent") {
      if (!Array.isArray(value)) throw new WrittenFault(at, "must be a list of paths");
      for (const [index, path] of value.entries()) {
        const names = pointerNames(String(path));
        const name = names.pop() ?? "";
        const owner = draft.reach(names, `${at}/${index}`);
        if (key === "present") owner.require(name, `${at}/${index}`);
        else owner.forbid(name, `${at}/${index}`);
      }
    } else if (key === "required" && Array.isArray(value)) {
      for (const [index, name] of value.entries()) draft.required.set(name, `${at}/${index}`);
    } else if (key === "properties" && isObject(value)) {
      for (const [name, child] of Object.entries(value)) {
        const where = `${at}/${pointerToken(name)}`;
        draft.define(name, read(child, placeBelow(draft.place, name), where), where);
      }
    } else if (expectationKeywords.has(key)) {
      draft.set(key, readKeyword(key, value, draft.place, at), at);
    } else {
      const reached = draft.reach(pointerNames(key), at);
      if (isObject(value)) readInto(reached, value, at);
      else reached.set("const", value, at);
    }
  }
}

/** What a keyword says; schemas in it are expectations, too, of the same place, or of what stands in it. */
function readKeyword(keyword: string, value: unknown, place: ObservationPlace, from: string): unknown {
  const ofItems = ["items", "contains", "prefixItems"].includes(keyword);
  const ofMembers = ["additionalProperties", "propertyNames"].includes(keyword);
  const there = ofItems ? itemsOf(place) : ofMembers ? undefined : place;
  if (listsOfSchemas.includes(keyword) || keyword === "prefixItems") {
    return Array.isArray(value)
      ? value.map((schema, index) => read(schema, there, `${from}/${index}`))
      : value;
  }
  return ofItems || ofMembers || singleSchemas.includes(keyword) ? read(value, there, from) : value;
}

function emit(part: unknown, pointer: string, origins: Map<string, string>): unknown {
  if (Array.isArray(part)) return part.map((item, index) => emit(item, `${pointer}/${index}`, origins));
  if (!(part instanceof Draft)) return part;
  const { place, hasMembers, required, properties, keywords } = part;
  const schema: Record<string, unknown> = {};
  if (hasMembers && place?.["type"] === undefined && !keywords.has("type")) schema["type"] = "object";
  if (required.size > 0) {
    schema["required"] = [...required.keys()];
    for (const [index, from] of [...required.values()].entries()) {
      origins.set(`${pointer}/required/${index}`, from);
    }
  }
  if (properties.size > 0) {
    schema["properties"] = Object.fromEntries(
      [...properties].map(([name, { schema: child, from }]) => {
        const at = `${pointer}/properties/${pointerToken(name)}`;
        origins.set(at, from);
        return [name, emit(child, at, origins)];
      }),
    );
  }
  for (const [keyword, { value, from }] of keywords) {
    origins.set(`${pointer}/${keyword}`, from);
    schema[keyword] = emit(value, `${pointer}/${keyword}`, origins);
  }
  return schema;
}

function placeBelow(place: ObservationPlace, name: string): ObservationPlace {
  const member = memberOf(place, name);
  return member === "nowhere" ? undefined : member;
}

function isObject(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
