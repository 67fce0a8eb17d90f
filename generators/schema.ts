import type { JsonSchema } from "../specs/clause.ts";
import type { Keyword } from "../specs/operation.ts";
import type { StepChange } from "./base-step.ts";
import type { ScriptedReply, Step } from "./case.ts";

/**
 * A JSON Schema 2020-12, and the type of the values that it accepts. The loader checks clauses against it, so nothing checks them again.
 */
export interface ArgumentSchema<T> {
  readonly json: Exclude<JsonSchema, boolean>;
  /** Never present. It only carries the type. */
  readonly type?: T;
}

type Schemas = Readonly<Record<string, ArgumentSchema<unknown>>>;
type TypeOf<S> = S extends ArgumentSchema<infer T> ? T : never;
type TypesOf<S extends Schemas> = { readonly [Name in keyof S]: TypeOf<S[Name]> };

export const text: ArgumentSchema<string> = { json: { type: "string" } };
export const integer: ArgumentSchema<number> = { json: { type: "integer" } };
export const flag: ArgumentSchema<boolean> = { json: { type: "boolean" } };
/** A member that is `true` or absent. */
export const mark: ArgumentSchema<true> = { json: { const: true } };

export function oneOf<const T extends string>(values: readonly T[]): ArgumentSchema<T> {
  return { json: { enum: values } };
}

/** A list of at least one item, without duplicates. */
export function listOf<T>(items: ArgumentSchema<T>): ArgumentSchema<readonly T[]> {
  return { json: { type: "array", minItems: 1, uniqueItems: true, items: items.json } };
}

/** An object with these members and no others. */
export function object<R extends Schemas>(required: R): ArgumentSchema<TypesOf<R>>;
export function object<R extends Schemas, O extends Schemas>(
  required: R,
  optional: O,
): ArgumentSchema<TypesOf<R> & Partial<TypesOf<O>>>;
export function object(required: Schemas, optional?: Schemas): ArgumentSchema<object> {
  const members = Object.entries({ ...required, ...optional });
  return {
    json: {
      type: "object",
      required: Object.keys(required),
      additionalProperties: false,
      properties: Object.fromEntries(members.map(([name, { json }]) => [name, json])),
    },
  };
}

/** One of two objects. The member `name`, which only the first has, tells them apart. */
export function either<T, U>(
  name: string & keyof T,
  one: ArgumentSchema<T>,
  other: ArgumentSchema<U>,
): ArgumentSchema<T | U> {
  // biome-ignore lint/suspicious/noThenProperty: JSON Schema calls it so.
  return { json: { if: { required: [name] }, then: one.json, else: other.json } };
}

/** The same schema, with a description for authors of clauses. */
export function described<T>(description: string, { json }: ArgumentSchema<T>): ArgumentSchema<T> {
  return { json: { ...json, description } };
}

/** A part that clauses use in many places. specs/schema/clauses.json has its schema. */
function shared<T>(name: string): ArgumentSchema<T> {
  return { json: { $ref: `clauses.json#/$defs/${name}` } };
}

export const keyword: ArgumentSchema<Keyword> = shared("keyword");
/** Members of a request except the payload, as text. */
export const input: ArgumentSchema<Readonly<Record<string, string>>> = shared("input");
export const steps: ArgumentSchema<readonly Step[]> = shared("steps");
export const change: ArgumentSchema<StepChange> = shared("change");
export const replies: ArgumentSchema<readonly ScriptedReply[]> = shared("replies");
