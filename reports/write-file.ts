import { randomBytes } from "node:crypto";
import {
  appendFileSync,
  closeSync,
  fchmodSync,
  openSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/**
 * Writes a file as a whole or not at all: where it cannot be finished, what stood there before stands there still. Pipes and devices are
 * written as they are.
 * @throws the error of the file system
 */
export function writeFile(path: string, text: string): void {
  const place = endOfLinks(path);
  if (!isOrdinary(place)) {
    writeFileSync(place, text);
    return;
  }
  const partial = join(dirname(place), `.${basename(place).slice(0, 200)}.${randomBytes(6).toString("hex")}`);
  const mode = statSync(place, { throwIfNoEntry: false })?.mode;
  let file: number;
  try {
    file = openSync(partial, "wx");
  } catch (error) {
    if (!INTO_FILE_ONLY.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    overwrite(place, text);
    return;
  }
  try {
    try {
      writeFileSync(file, text);
      if (mode !== undefined) fchmodSync(file, mode);
    } finally {
      closeSync(file);
    }
    renameSync(partial, place);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

/**
 * Adds to a file that others add to as well. Where it cannot be finished, what stood there before stands there still.
 * @throws the error of the file system
 */
export function appendToFile(path: string, text: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  try {
    appendFileSync(path, text);
  } catch (error) {
    if (isOrdinary(endOfLinks(path))) truncateSync(path, size);
    throw error;
  }
}

/** Codes of a folder in which a file can be written and none be made. */
const INTO_FILE_ONLY = new Set(["EACCES", "EPERM", "EROFS"]);

function overwrite(path: string, text: string): void {
  const file = openSync(path, "r+");
  closeSync(file);
  try {
    writeFileSync(path, text);
  } catch (error) {
    // Nothing is not mistaken for a report, and half of one is.
    truncateSync(path, 0);
    throw error;
  }
}

/** What renaming may take the place of. Of `/dev/stdout` nobody but its writer knows the place. */
function isOrdinary(path: string): boolean {
  if (/^\/(?:dev|proc|sys)\//.test(path)) return false;
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? true;
}

/** Where a file stands that links may name: renaming would take the place of the link. */
function endOfLinks(path: string): string {
  let place = resolve(path);
  for (let links = 0; links < MOST_LINKS && !/^\/(?:dev|proc|sys)\//.test(place); links++) {
    try {
      place = resolve(dirname(place), readlinkSync(place));
    } catch {
      break;
    }
  }
  return place;
}

const MOST_LINKS = 40;
