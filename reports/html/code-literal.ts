import { COMMAND_MARK } from "../visible.ts";

/**
 * A text as a string literal that JavaScript and Python both read. Text that a CI runner could take for a command is escaped.
 * @param text without invisible characters other than those that JSON escapes
 */
export function codeLiteral(text: string): string {
  return JSON.stringify(text).replace(COMMAND_MARK, "\\x23#");
}
