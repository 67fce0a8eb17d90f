import { ownText } from "../../wire/own-text.ts";

/** A value as one line of text with at most `limit` characters: JSON, cut in its middle. undefined is `absent`. */
export function show(value: unknown, limit: number): string {
  if (value === undefined) return "absent";
  const half = Math.floor((limit - 5) / 2);
  if (typeof value === "string" && value.length > limit) {
    // Of a text of megabytes, convert only the part that is shown.
    const [head, tail] = [value.slice(0, half + 1), value.slice(-half - 1)].map((part) =>
      JSON.stringify(part),
    );
    return joined(head as string, tail as string, half);
  }
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= limit ? text : joined(text, text, half);
}

/** The two ends of a text, so that the whole text can be freed. */
function joined(head: string, tail: string, half: number): string {
  return ownText(`${head.slice(0, half)} ... ${tail.slice(-half)}`);
}
