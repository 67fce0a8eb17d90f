import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

/** The code blocks of a document that start with three backticks and the mark. */
export function documentBlocks(file: string, mark: string): string[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  return text
    .split(/^```/m)
    .filter((_, index) => index % 2 === 1)
    .filter((block) => block.startsWith(`${mark}\n`))
    .map((block) => block.slice(mark.length + 1));
}
