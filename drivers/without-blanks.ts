/**
 * A header value without the spaces and tabs at its ends, which are not part of it (RFC 9110, section 5.5). The time grows only linearly
 * with the text, whatever a server sends.
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
