import { type ComponentChildren, h } from "preact";

/** Texts that share fewer characters than this get no mark. */
const ALIKE = 3;

/** A text with a mark on the part that differs from another text: everything between their common beginning and end. */
export function difference(text: string, other: string): ComponentChildren {
  const characters = [...text];
  const others = [...other];
  const shorter = Math.min(characters.length, others.length);
  let start = 0;
  while (start < shorter && characters[start] === others[start]) start += 1;
  let end = 0;
  while (end < shorter - start && characters.at(-1 - end) === others.at(-1 - end)) end += 1;
  if (text === other || start + end < ALIKE) return text;
  const [from, to] = [start, characters.length - end];
  if (from === to) return text;
  return [
    characters.slice(0, from).join(""),
    h("mark", null, characters.slice(from, to).join("")),
    characters.slice(to).join(""),
  ];
}
