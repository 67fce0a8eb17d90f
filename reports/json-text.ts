import { COMMAND_MARK } from "./visible.ts";

/** Line breaks are allowed: they can only be layout, because JSON escapes those within values. */
const UNSAFE = /(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * JSON that is harmless to print and to embed. Control and bidirectional characters are escaped, and so is text that a CI runner could take for a
 * command. The value stays the same.
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(UNSAFE, escapes).replace(COMMAND_MARK, "\\u0023#");
}

/** One escape for each UTF-16 unit, as in JSON. */
function escapes(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
  ).join("");
}
