const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/gu;
/** The beginning of a command to a CI runner anywhere in a line: older commands of GitHub, and those of Azure and TeamCity. */
export const COMMAND_MARK: RegExp = /##(?=(?:vso|teamcity)?\[)/gi;
/** The beginning of a newer command of GitHub, which must start a line. Blanks may stand before it. */
const COMMAND_LINE = /^([^\S\n]*):(?=:)/gm;
const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Makes text that a target sent safe to print. Control, bidirectional, zero-width and unassigned characters and lone surrogates become `\u{1b}`, so
 * that no escape sequence reaches a terminal and nothing is hidden or reversed. A command to a CI runner is broken by escaping one of its characters.
 * @param keep characters to leave as they are, such as the line breaks of our own text
 */
export function visible(text: string, keep = ""): string {
  const shown = text.replace(INVISIBLE, (character) =>
    keep.includes(character)
      ? character
      : (SHORT[character] ?? `\\u{${(character.codePointAt(0) as number).toString(16)}}`),
  );
  return noCommandLine(shown.replace(COMMAND_MARK, "\\u{23}#"));
}

/** Columns that escaping a character of a CI command adds to a line. */
export const COMMAND_BROKEN = 5;

/** Escapes commands of GitHub Actions at the beginning of lines, because wrapping can put `::` at the beginning of any line. */
export function noCommandLine(text: string): string {
  return text.replace(COMMAND_LINE, "$1\\u{3a}");
}
