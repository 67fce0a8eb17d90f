/** A value in at most `limit` characters for a line of text: JSON, cut in its middle, undefined as `absent`. */
export function show(value: unknown, limit: number): string {
  if (value === undefined) return "absent";
  const text = JSON.stringify(value) ?? String(value);
  if (text.length <= limit) return text;
  const half = Math.floor((limit - 5) / 2);
  return `${text.slice(0, half)} ... ${text.slice(-half)}`;
}
