const WIDTH = 110;

/** A JSON document as formatters lay it out: a value that fits in a line stays in one. */
export function readableJson(document: unknown): string {
  return `${fitted(document, 0, 0)}\n`;
}

/** @param used how many characters stand before and after the value in its line */
function fitted(value: unknown, indent: number, used: number): string {
  const flat = flatText(value);
  if (typeof value !== "object" || value === null) return flat;
  if (indent + used + flat.length <= WIDTH && !breaks(value)) return flat;
  const inner = " ".repeat(indent + 2);
  const end = " ".repeat(indent);
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[\n${value.map((item) => inner + fitted(item, indent + 2, 1)).join(",\n")}\n${end}]`;
  }
  const members = Object.entries(value).map(([name, item]) => {
    const head = `${JSON.stringify(name)}: `;
    return `${inner}${head}${fitted(item, indent + 2, head.length + 1)}`;
  });
  return members.length === 0 ? "{}" : `{\n${members.join(",\n")}\n${end}}`;
}

/** Whether a value holds a list of several objects. Such a list gets a line for each object, as formatters do. */
function breaks(value: object): boolean {
  if (!Array.isArray(value))
    return Object.values(value).some((item) => typeof item === "object" && item !== null && breaks(item));
  const isObject = (item: unknown): boolean =>
    typeof item === "object" && item !== null && !Array.isArray(item) && Object.keys(item).length > 1;
  return (
    (value.length > 1 && value.every(isObject)) ||
    value.some((item) => typeof item === "object" && item !== null && breaks(item))
  );
}

function flatText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flatText).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${flatText(item)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}
