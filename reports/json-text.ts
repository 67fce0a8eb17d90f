import { COMMAND_MARK } from "./visible.ts";

/** Line breaks are those of the text itself: in a value they stand escaped. */
const UNSAFE = /(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * JSON whose control and bidirectional characters are all escaped, and what the program that runs a CI job would take for a command: the same
 * value, harmless to print and to embed.
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(UNSAFE, escapes).replace(COMMAND_MARK, "\\u0023#");
}

/** One escape for each unit of UTF-16, as JSON has it. */
function escapes(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
  ).join("");
}
