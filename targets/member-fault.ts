import { nearest } from "../specs/nearest.ts";

/** What a member of an object from user code must be. */
export interface Want {
  /** What the member must be, in words that follow "must be": `a function`, `a text, like "us-east-1"`. */
  readonly be: string;
  readonly fits: (value: unknown) => boolean;
  readonly optional?: true;
  /** Whether messages must not show its value. */
  readonly secret?: true;
}

export function text(example: string, more: Pick<Want, "secret" | "optional"> = {}): Want {
  return {
    be: `a text, like "${example}"`,
    fits: (value) => typeof value === "string" && value !== "",
    ...more,
  };
}

export const aFunction: Want = { be: "a function", fits: (value) => typeof value === "function" };

/**
 * The first member that is wrong or misspelled, in words: `"url" is missing; it must be a URL`. Other members are allowed, because the
 * object may be an instance of a class with its own state.
 */
export function memberFault(object: object, wants: Readonly<Record<string, Want>>): string | undefined {
  const misspelt = misspeltMember(object, wants);
  for (const [name, want] of Object.entries(wants)) {
    const value = read(object, name);
    if (value instanceof Unreadable) return `"${name}" cannot be read: ${value.says}`;
    if (value === undefined && name === misspelt?.meant) {
      return `it has no member "${misspelt.name}"; did you mean "${name}"?`;
    }
    if (value === undefined && want.optional) continue;
    if (!want.fits(value)) {
      return `"${name}" is ${want.secret ? typeWords(value) : valueWords(value)}; it must be ${want.be}`;
    }
  }
  return undefined;
}

/** An unknown member with nearly the name of a missing one, and with a value that fits. */
function misspeltMember(
  object: object,
  wants: Readonly<Record<string, Want>>,
): { readonly name: string; readonly meant: string } | undefined {
  const absent = Object.keys(wants).filter((name) => read(object, name) === undefined);
  for (const name of Object.keys(object)) {
    const meant = Object.hasOwn(wants, name) ? undefined : nearest(name, absent);
    if (meant !== undefined && wants[meant]?.fits(read(object, name))) return { name, meant };
  }
  return undefined;
}

class Unreadable {
  readonly says: string;
  constructor(error: unknown) {
    this.says = error instanceof Error ? error.message : String(error);
  }
}

function read(object: object, name: string): unknown {
  try {
    return (object as Readonly<Record<string, unknown>>)[name];
  } catch (error) {
    return new Unreadable(error);
  }
}

/** A value for a person: a short text, number or boolean as JSON, and the type of any other value in words. */
export function valueWords(value: unknown): string {
  const shown = ["string", "number", "boolean"].includes(typeof value) ? JSON.stringify(value) : "";
  return shown === "" || shown.length > 60 ? typeWords(value) : shown;
}

function typeWords(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  const type = typeof value;
  return type === "string" ? "a text" : type === "object" ? "an object" : `a ${type}`;
}
