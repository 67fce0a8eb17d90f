import type { JsonSchema } from "../../specs/clause.ts";
import { NotSimple } from "./not-simple.ts";
import type { VectorCheck } from "./vector-check.ts";

/** How places of the observation are named to a runner. Each throws NotSimple for what has no name. */
export interface Words {
  /** The path of a place in what a runner reads. */
  at(place: readonly string[]): string;
  /** The value that a pointer of `sameAs` leads to. */
  same(pointer: string): unknown;
  /** Whether nothing but text ever stands there: JSON Schema passes over values that are no text, and checks do not. */
  isText(place: readonly string[]): boolean;
  /** That a required member is there. @param judged whether its own schema is translated, too */
  present(place: readonly string[], judged: boolean): readonly VectorCheck[];
  /** The checks of a place that is named otherwise than the observation has it; undefined for all others. */
  own(place: readonly string[], its: Readonly<Record<string, unknown>>): readonly VectorCheck[] | undefined;
}

const TRANSLATED = ["required", "properties", "const", "enum", "pattern", "type", "sameAs"];

/** What an expectation asks, as checks. @throws NotSimple where checks cannot tell it */
export function schemaChecks(schema: JsonSchema, words: Words): readonly VectorCheck[] {
  return translate(schema, [], words);
}

function translate(schema: JsonSchema, place: readonly string[], words: Words): readonly VectorCheck[] {
  if (schema === true) return [];
  if (schema === false) return [{ at: words.at(place), oneOf: [null] }];
  const its = schema as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(its).filter((keyword) => !TRANSLATED.includes(keyword));
  if (unknown !== undefined) throw new NotSimple(unknown);
  const own = words.own(place, its);
  if (own) return own;
  const { required = [], properties = {} } = its as {
    readonly required?: readonly string[];
    readonly properties?: Readonly<Record<string, JsonSchema>>;
  };
  const checks = ownChecks(its, place, words);
  for (const name of required) checks.push(...words.present([...place, name], name in properties));
  for (const [name, inner] of Object.entries(properties)) {
    // A property that may be missing is judged only if it is there: no check says that.
    if (inner !== false && !required.includes(name)) throw new NotSimple(`${name} may be absent`);
    checks.push(...translate(inner, [...place, name], words));
  }
  return checks;
}

/** What a schema says of the value itself. */
function ownChecks(
  its: Readonly<Record<string, unknown>>,
  place: readonly string[],
  words: Words,
): VectorCheck[] {
  const checks: VectorCheck[] = [];
  const oneOf = (values: readonly unknown[]): void => {
    if (values.includes(null)) throw new NotSimple("null");
    checks.push({ at: words.at(place), oneOf: values });
  };
  if ("const" in its) oneOf([its["const"]]);
  if ("enum" in its) oneOf(its["enum"] as readonly unknown[]);
  if ("sameAs" in its) oneOf([words.same(String(its["sameAs"]))]);
  if ("pattern" in its) {
    if (its["type"] !== "string" && !words.isText(place)) throw new NotSimple("pattern");
    checks.push({ at: words.at(place), matches: simplePattern(String(its["pattern"])) });
  } else if (its["type"] === "string") checks.push({ at: words.at(place), matches: "" });
  // That a value is an object follows from the check of a member.
  else if ("type" in its && !(its["type"] === "object" && hasMembers(its))) throw new NotSimple("type");
  return checks;
}

function hasMembers({ required, properties }: Readonly<Record<string, unknown>>): boolean {
  return Object.values(properties ?? {}).some((inner) => inner !== false) && required !== undefined;
}

/** Look-around is what RE2 does not have. */
function simplePattern(pattern: string): string {
  if (/\(\?[=!<]|\\u|[^\x20-\x7e]/.test(pattern)) throw new NotSimple("pattern");
  return pattern;
}
