/**
 * Whether a pattern matches a clause id. `*` stands for any characters within a segment, and `**` for any characters across segments.
 * Everything else stands for itself, so a whole id is a pattern too.
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
