/**
 * Whether a pattern names a clause id: `*` stands for any run of characters within a segment, `**` for any run across
 * segments; everything else stands for itself. A whole id is a pattern too.
 */
export function matchClause(pattern: string, id: string): boolean {
  return compiled(pattern).test(id);
}

const cache = new Map<string, RegExp>();

function compiled(pattern: string): RegExp {
  let regExp = cache.get(pattern);
  if (!regExp) {
    const source = pattern
      .split(/(\*\*|\*)/)
      .map((part) =>
        part === "**" ? ".*" : part === "*" ? "[^/]*" : part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"),
      )
      .join("");
    regExp = new RegExp(`^${source}$`, "u");
    cache.set(pattern, regExp);
  }
  return regExp;
}
