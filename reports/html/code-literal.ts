import { COMMAND_MARK } from "../visible.ts";

/**
 * A text as a string literal that JavaScript and Python read alike. What a program that runs CI jobs would take for a command stands escaped.
 * @param text without characters that nobody sees, but for those that JSON escapes
 */
export function codeLiteral(text: string): string {
  return JSON.stringify(text).replace(COMMAND_MARK, "\\x23#");
}
