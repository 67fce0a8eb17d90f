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
 * Writes a file completely or not at all: if that fails, the previous content stays. Pipes and devices are written directly.
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
 * Appends to a file that others also append to. If that fails, the previous content stays.
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

/** Error codes of a folder where existing files can be written but no new ones can be made. */
const INTO_FILE_ONLY = new Set(["EACCES", "EPERM", "EROFS"]);

function overwrite(path: string, text: string): void {
  const file = openSync(path, "r+");
  closeSync(file);
  try {
    writeFileSync(path, text);
  } catch (error) {
    // Half a report could be taken for a whole one, but nobody mistakes an empty file for a report.
    truncateSync(path, 0);
    throw error;
  }
}

/** Whether renaming may replace it. A path such as `/dev/stdout` leads elsewhere in each process, so renaming would be wrong there. */
function isOrdinary(path: string): boolean {
  if (/^\/(?:dev|proc|sys)\//.test(path)) return false;
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? true;
}

/** The path of the file that links lead to, because renaming would replace the link itself. */
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
