import { readFileSync } from "node:fs";
import { fileKind } from "./file-kind.ts";
import { scanJson } from "./scan-json.ts";
import { unreadableWords } from "./unreadable-words.ts";
import { UserError } from "./user-error.ts";

/** The deepest nesting of arrays and objects in a document. Deeper documents overflow the stack of recursive code. */
const MOST_DEPTH = 500;

/**
 * Reads a JSON file of any kind.
 * @param shown names the file in messages
 * @throws UserError for a file that cannot be read, is not JSON, or is nested too deep
 */
export function readJson(path: string, shown: string): unknown {
  let text: string;
  try {
    // Browsers and editors write files with a byte order mark.
    text = readFileSync(path, "utf8").replace(/^\ufeff/, "");
  } catch (error) {
    throw new UserError(`${shown}: ${unreadableWords(error)}`);
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
