const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/gu;
/** How the programs that run CI jobs find commands in what a job prints: older ones of GitHub, those of Azure and TeamCity anywhere in a line. */
export const COMMAND_MARK: RegExp = /##(?=(?:vso|teamcity)?\[)/gi;
/** GitHub's own stand at the beginning of a line, whatever blanks are before them. */
const COMMAND_LINE = /^([^\S\n]*):(?=:)/gm;
const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Text that a target sent, safe to print: control, bidirectional, zero-width and unassigned characters and lone surrogates
 * stand as `\u{1b}`, so that no escape sequence reaches a terminal and nothing is hidden or turned round. So does a character of what would
 * be a command to the program that runs a CI job.
 * @param keep characters to leave as they are, such as the line breaks of a text of ours
 */
export function visible(text: string, keep = ""): string {
  const shown = text.replace(INVISIBLE, (character) =>
    keep.includes(character)
      ? character
      : (SHORT[character] ?? `\\u{${(character.codePointAt(0) as number).toString(16)}}`),
  );
  return noCommandLine(shown.replace(COMMAND_MARK, "\\u{23}#"));
}

/** Columns that a line gets longer by when its command is broken. */
export const COMMAND_BROKEN = 5;

/** Lines of which none begins a command of GitHub Actions: text that was wrapped may have `::` at the beginning of any. */
export function noCommandLine(text: string): string {
  return text.replace(COMMAND_LINE, "$1\\u{3a}");
}
