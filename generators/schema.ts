import type { JsonSchema } from "../specs/clause.ts";
import type { Keyword } from "../specs/operation.ts";
import type { StepChange } from "./base-step.ts";
import type { ScriptedReply, Step } from "./case.ts";

/** A JSON Schema 2020-12 and the type of what it accepts. The loader checks clauses against it; nobody checks them again. */
export interface Schema<T> {
  readonly json: Exclude<JsonSchema, boolean>;
  /** Never present: it only carries the type. */
  readonly type?: T;
}

type Schemas = Readonly<Record<string, Schema<unknown>>>;
type TypeOf<S> = S extends Schema<infer T> ? T : never;
type TypesOf<S extends Schemas> = { readonly [Name in keyof S]: TypeOf<S[Name]> };

export const text: Schema<string> = { json: { type: "string" } };
export const integer: Schema<number> = { json: { type: "integer" } };
export const flag: Schema<boolean> = { json: { type: "boolean" } };
/** A member that is `true` or absent. */
export const mark: Schema<true> = { json: { const: true } };

export function oneOf<const T extends string>(values: readonly T[]): Schema<T> {
  return { json: { enum: values } };
}

/** A list of at least one item, none of them twice. */
export function listOf<T>(items: Schema<T>): Schema<readonly T[]> {
  return { json: { type: "array", minItems: 1, uniqueItems: true, items: items.json } };
}

/** An object with these members and no others. */
export function object<R extends Schemas>(required: R): Schema<TypesOf<R>>;
export function object<R extends Schemas, O extends Schemas>(
  required: R,
  optional: O,
): Schema<TypesOf<R> & Partial<TypesOf<O>>>;
export function object(required: Schemas, optional?: Schemas): Schema<object> {
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

/** One of two objects: `name`, a member of the first alone, tells them apart. */
export function either<T, U>(name: string & keyof T, one: Schema<T>, other: Schema<U>): Schema<T | U> {
  // biome-ignore lint/suspicious/noThenProperty: JSON Schema calls it so.
  return { json: { if: { required: [name] }, then: one.json, else: other.json } };
}

/** The same schema, with a description for those who write clauses. */
export function described<T>(description: string, { json }: Schema<T>): Schema<T> {
  return { json: { ...json, description } };
}

/** What clauses write in many places: specs/schema/clauses.json has the schema of it. */
function shared<T>(name: string): Schema<T> {
  return { json: { $ref: `clauses.json#/$defs/${name}` } };
}

export const keyword: Schema<Keyword> = shared("keyword");
/** Members of a call but the payload, as text. */
export const input: Schema<Readonly<Record<string, string>>> = shared("input");
export const steps: Schema<readonly Step[]> = shared("steps");
export const change: Schema<StepChange> = shared("change");
export const replies: Schema<readonly ScriptedReply[]> = shared("replies");
