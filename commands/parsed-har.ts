import { readFileSync } from "node:fs";
import { UserError } from "../specs/user-error.ts";

/** The JSON of an archive. @throws UserError where it cannot be read, or is none */
export function parsedHar(path: string, file: string): unknown {
  try {
    // Browsers write archives with a byte order mark.
    return JSON.parse(readFileSync(path, "utf8").replace(/^\ufeff/, ""));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(
      code === undefined ? `${file}: not JSON: ${message}` : `${file}: cannot be read (${code})`,
    );
  }
}
