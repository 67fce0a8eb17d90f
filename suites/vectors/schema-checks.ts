import type { JsonSchema } from "../../specs/clause.ts";
import { NotSimple } from "./not-simple.ts";
import type { VectorCheck } from "./vector-check.ts";

/** The names of places of the observation for a runner. Each method throws NotSimple for a place without a name. */
export interface Words {
  /** The path of a place in what a runner reads. */
  at(place: readonly string[]): string;
  /** The value that a pointer of `sameAs` refers to. */
  same(pointer: string): unknown;
  /** Whether the place can hold only text. JSON Schema ignores values of other types, but checks do not. */
  isText(place: readonly string[]): boolean;
  /**
   * Checks that a required member is present.
   * @param judged whether its own schema is translated too
   */
  present(place: readonly string[], judged: boolean): readonly VectorCheck[];
  /** The checks of a place that has another form for runners than in the observation. Undefined for all others. */
  own(place: readonly string[], its: Readonly<Record<string, unknown>>): readonly VectorCheck[] | undefined;
}

const TRANSLATED = ["required", "properties", "const", "enum", "pattern", "type", "sameAs"];

/**
 * An expectation as checks.
 * @throws NotSimple if checks cannot express it
 */
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
    // An optional property is judged only if it is present, which no check can express.
    if (inner !== false && !required.includes(name)) throw new NotSimple(`${name} may be absent`);
    checks.push(...translate(inner, [...place, name], words));
  }
  return checks;
}

/** The checks on the value itself. */
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
  // The check of a member implies that the value is an object.
  else if ("type" in its && !(its["type"] === "object" && hasMembers(its))) throw new NotSimple("type");
  return checks;
}

function hasMembers({ required, properties }: Readonly<Record<string, unknown>>): boolean {
  return Object.values(properties ?? {}).some((inner) => inner !== false) && required !== undefined;
}

/** The pattern if RE2 can read it, which has no look-around. */
function simplePattern(pattern: string): string {
  if (/\(\?[=!<]|\\u|[^\x20-\x7e]/.test(pattern)) throw new NotSimple("pattern");
  return pattern;
}
