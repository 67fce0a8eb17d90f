import { readFileSync } from "node:fs";
import { fileKind } from "./file-kind.ts";
import { scanJson } from "./scan-json.ts";
import { UserError } from "./user-error.ts";

/** Arrays and objects within each other, in any document that is read: deeper ones end whoever goes through them by recursion. */
const MOST_DEPTH = 500;

/**
 * A JSON file of whatever kind.
 * @param shown names it in messages
 * @throws UserError where it cannot be read, is no JSON, or is nested too deep
 */
export function readJson(path: string, shown: string): unknown {
  let text: string;
  try {
    // Browsers and editors write files with a byte order mark.
    text = readFileSync(path, "utf8").replace(/^\ufeff/, "");
  } catch (error) {
    throw new UserError(`${shown}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  const { depth } = scanJson(Buffer.from(text));
  if (depth > MOST_DEPTH)
    throw new UserError(`${shown}: nested ${depth} levels deep; at most ${MOST_DEPTH} are supported`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`${shown}: not JSON: ${(error as Error).message}${fileKind(text)}`);
  }
}
