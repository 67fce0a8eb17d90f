/**
 * A field value without the blanks and tabs at its ends, which are no part of it (RFC 9110 5.5). Takes time that grows with the
 * text alone, whatever a server sends.
 */
export function withoutBlanks(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isBlank(text, start)) start++;
  while (end > start && isBlank(text, end - 1)) end--;
  return text.slice(start, end);
}

function isBlank(text: string, at: number): boolean {
  return text[at] === " " || text[at] === "\t";
}
