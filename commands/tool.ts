import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Name and version of this tool, from its package. */
export function tool(): { readonly name: string; readonly version: string } {
  const text = readFileSync(join(import.meta.dirname, "..", "package.json"), "utf8");
  const { name, version } = JSON.parse(text) as { name: string; version: string };
  return { name, version };
}
