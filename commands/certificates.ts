import { readFileSync } from "node:fs";
import { UserError } from "../specs/user-error.ts";

/** The certificates of `--ca`, as PEM. @throws UserError where there are none */
export function certificates(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError(`--ca ${path}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  if (!text.includes("-----BEGIN CERTIFICATE-----")) {
    throw new UserError(`--ca ${path}: there is no certificate in it; it is to be PEM`);
  }
  return text;
}
