/** A text that takes no more room than this, but for the words that tell how much is left out of its middle. */
export function shortened(text: string, room: number): string {
  if (text.length <= room) return text;
  const half = Math.floor(room / 2);
  const [start, end] = [text.slice(0, half), text.slice(-half)];
  return `${start}\n\n… ${text.length - 2 * half} characters are not shown here …\n\n${end}`;
}
