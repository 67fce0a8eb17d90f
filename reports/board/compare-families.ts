/** Orders families by operation, then by name: `invoke/status` before `invoke-with-response-stream/content`. */
export function compareFamilies(one: string, other: string): number {
  const [a = "", b = ""] = [one, other].map((family) => family.replaceAll("/", "\0"));
  return a < b ? -1 : Number(a > b);
}
