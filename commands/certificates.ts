import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { unreadableWords } from "../specs/unreadable-words.ts";
import { UserError } from "../specs/user-error.ts";

/**
 * The certificates of `--ca`, as PEM.
 * @throws UserError if the file contains none
 */
export function certificates(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError(`--ca ${path}: ${unreadableWords(error)}`);
  }
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*(?:-----END CERTIFICATE-----)?/g);
  if (blocks === null)
    throw new UserError(`--ca ${path}: contains no certificate; give a file in PEM format`);
  for (const [index, block] of blocks.entries()) {
    if (!isCertificate(block)) {
      throw new UserError(`--ca ${path}: certificate ${index + 1} of ${blocks.length} is broken`);
    }
  }
  return text;
}

function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}
