const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/gu;
const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Text that a target sent, safe to print: control, bidirectional, zero-width and unassigned characters and lone surrogates
 * stand as `\u{1b}`, so that no escape sequence reaches a terminal and nothing is hidden or turned round.
 * @param keep characters to leave as they are, such as the line breaks of a text of ours
 */
export function visible(text: string, keep = ""): string {
  return text.replace(INVISIBLE, (character) =>
    keep.includes(character)
      ? character
      : (SHORT[character] ?? `\\u{${(character.codePointAt(0) as number).toString(16)}}`),
  );
}
