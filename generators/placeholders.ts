/** Example values for judging texts with placeholders, in place of a target's values. Their letters, digits and lengths differ. */
export const examples: readonly Readonly<Record<string, string>>[] = [
  { function: "ffffffff", account: "999999999999", region: "zz-zone-9", partition: "aws-zz" },
  { function: "a", account: "000000000000", region: "us-east-1", partition: "aws" },
  { function: "123456789012", account: "123456789012", region: "us-gov-west-1", partition: "aws-us-gov" },
];

export type PlaceholderName = "function" | "account" | "region" | "partition" | "nonce" | "collector";

/** A placeholder in a text, with its name as the only group. case.ts explains each. */
export const placeholder: RegExp = /\{(function|account|region|partition|nonce|collector)\}/g;

/** The text with these values filled in. Other placeholders stay. */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.includes("{")
    ? text.replace(placeholder, (whole, name: string) => values[name] ?? whole)
    : text;
}

/** The positions of filled-in values: UTF-16 offsets, the end exclusive. */
export function filledSpans(
  text: string,
  values: Readonly<Record<string, string>>,
): readonly { readonly from: number; readonly to: number; readonly placeholder: string }[] {
  let shift = 0;
  return [...text.matchAll(placeholder)].map((found) => {
    const [whole, name = ""] = found;
    const value = values[name] ?? whole;
    const from = found.index + shift;
    shift += value.length - whole.length;
    return { from, to: from + value.length, placeholder: whole };
  });
}

/** The text without anything that a driver would take for a placeholder. A generated value must not contain one by accident. */
export function withoutPlaceholders(text: string): string {
  return text.includes("{") ? text.replace(placeholder, "") : text;
}
