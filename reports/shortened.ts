/** Most characters of one text that a report shows. */
const SHOWN = 4096;

/** A JSON-like value with long texts cut and marked as cut. Header values of 100 KB and cases of 6 MB stay readable. */
export function shortened<T>(value: T): T {
  return walk(value) as T;
}

function walk(value: unknown): unknown {
  if (typeof value === "string") {
    return value.length <= SHOWN
      ? value
      : `${value.slice(0, SHOWN)}... (cut: ${value.length} characters in all)`;
  }
  if (Array.isArray(value)) return value.map(walk);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, walk(member)]));
  }
  return value;
}
