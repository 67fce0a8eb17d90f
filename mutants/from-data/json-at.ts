/** The value at a path, or undefined if there is none. */
export function jsonAt(json: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined,
    json,
  );
}

/** The document with the value at a path changed. undefined removes it. */
export function withJsonAt(
  json: unknown,
  path: readonly string[],
  change: (value: unknown) => unknown,
): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return change(json);
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) {
    return json.map((item, index) =>
      name === "*" || name === String(index) ? withJsonAt(item, rest, change) : item,
    );
  }
  const changed = withJsonAt((json as Record<string, unknown>)[name], rest, change);
  const { [name]: _, ...others } = json as Record<string, unknown>;
  return changed === undefined ? others : { ...json, [name]: changed };
}
