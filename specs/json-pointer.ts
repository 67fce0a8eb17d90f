/** A member's name as a token of a JSON Pointer (RFC 6901). */
export function pointerToken(name: string): string {
  return name.includes("~") || name.includes("/") ? name.replaceAll("~", "~0").replaceAll("/", "~1") : name;
}

/** The names in a JSON Pointer, or in a path, which is a JSON Pointer without the first slash. */
export function pointerNames(pointer: string): string[] {
  const names = (pointer.startsWith("/") ? pointer.slice(1) : pointer).split("/");
  return pointer.includes("~")
    ? names.map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"))
    : names;
}
