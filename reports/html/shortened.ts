/** A text of at most `room` characters, plus the words that say how much was cut from its middle. */
export function shortened(text: string, room: number): string {
  if (text.length <= room) return text;
  const half = Math.floor(room / 2);
  const [start, end] = [text.slice(0, half), text.slice(-half)];
  return `${start}\n\n… ${text.length - 2 * half} characters are not shown here …\n\n${end}`;
}
