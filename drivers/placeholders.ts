import { type PlaceholderName, placeholder } from "../generators/placeholders.ts";
import { UnsendableError } from "./unsendable-error.ts";

/** The values of the placeholders in one performance of a case. */
export interface Placeholders {
  /** Name of the probe. */
  readonly function: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly nonce: string;
  /** URL that counts executions. Absent when nothing counts them. */
  readonly collector?: string;
}

/**
 * Replaces exactly the tokens `{function}`, `{account}`, `{region}`, `{partition}`, `{nonce}` and `{collector}`. All other braces stay.
 * Values are not searched for tokens.
 * @param quote converts each value first, for a text with a syntax such as JSON
 * @throws UnsendableError for `{collector}` when there is no collector
 */
export function fill(text: string, values: Placeholders, quote: (value: string) => string = String): string {
  if (!text.includes("{")) return text;
  return text.replace(placeholder, (_, name: PlaceholderName) => {
    const value = values[name];
    if (value === undefined) throw new UnsendableError(`{${name}} is asked for, and there is none`);
    return quote(value);
  });
}
