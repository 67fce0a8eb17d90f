import { type PlaceholderName, placeholder } from "../generators/placeholders.ts";
import { UnsendableError } from "./unsendable-error.ts";

/** What the placeholders of a case stand for in one performance of it. */
export interface Placeholders {
  /** Name of the probe. */
  readonly function: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly nonce: string;
  /** URL that counts executions; absent when nothing counts them. */
  readonly collector?: string;
}

/**
 * Puts the values in the place of exactly the tokens `{function}`, `{account}`, `{region}`, `{partition}`, `{nonce}` and
 * `{collector}`; every other brace stays. Values are not searched for tokens again.
 * @param quote what is done to each value first, where the text has a syntax of its own
 * @throws UnsendableError for `{collector}` where there is none
 */
export function fill(text: string, values: Placeholders, quote: (value: string) => string = String): string {
  if (!text.includes("{")) return text;
  return text.replace(placeholder, (_, name: PlaceholderName) => {
    const value = values[name];
    if (value === undefined) throw new UnsendableError(`{${name}} is asked for, and there is none`);
    return quote(value);
  });
}
