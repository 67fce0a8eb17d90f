import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readHar } from "./read-har.ts";
import type { RecordedExchange } from "./recorded-exchange.ts";

/** Folder of the recordings of AWS in a checkout. */
export const RECORDINGS: string = join(import.meta.dirname, "../recordings");

/** The recordings in a folder, by the name of their document. */
export function readRecordings(
  folder: string = RECORDINGS,
): ReadonlyMap<string, readonly RecordedExchange[]> {
  const files = readdirSync(folder).filter((file) => /\.(json|har)$/.test(file));
  return new Map(
    files.sort().map((file) => [file, readHar(JSON.parse(readFileSync(join(folder, file), "utf8")), file)]),
  );
}
