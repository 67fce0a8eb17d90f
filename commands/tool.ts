import { readFileSync } from "node:fs";
import { join } from "node:path";

/** This tool, by name and version, as its package says. */
export function tool(): { readonly name: string; readonly version: string } {
  const text = readFileSync(join(import.meta.dirname, "..", "package.json"), "utf8");
  const { name, version } = JSON.parse(text) as { name: string; version: string };
  return { name, version };
}
