import { appendFileSync, closeSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { UserError } from "../specs/user-error.ts";
import { makeFolder } from "../targets/make-folder.ts";
import { jsonText } from "./json-text.ts";
import type { ReportRecord } from "./record.ts";

/** A file of records, one a line, written as they come: what it holds survives the end of the process at any moment. */
export interface Journal {
  append(record: ReportRecord): void;
  close(): void;
}

/**
 * A journal that begins anew, or goes on with one that is there. The file is opened when the header comes: a run that cannot
 * start leaves the journal of the one before it alone.
 */
export function createJournal(path: string, mode: "new" | "append"): Journal {
  let file: number | undefined;
  const early: ReportRecord[] = [];
  const open = (): number => {
    makeFolder(dirname(path));
    const opened = openSync(path, mode === "new" ? "w" : "a");
    // A line that a killed run left half-written is ended, so that it spoils no other.
    if (mode === "append") appendFileSync(opened, "\n");
    return opened;
  };
  return {
    append(record) {
      early.push(record);
      if (file === undefined && !("header" in record)) return;
      file ??= open();
      for (const waiting of early.splice(0)) appendFileSync(file, `${jsonText(waiting)}\n`);
    },
    close() {
      if (file !== undefined) closeSync(file);
    },
  };
}

const KINDS = ["header", "started", "notice", "verdict", "footer"];

/**
 * The records of a journal. A line cut short, as a killed run leaves it at the end of its part, is passed over; anything
 * else that is no record is a UserError that names the line.
 */
export function readJournal(path: string): ReportRecord[] {
  const lines = readText(path).split("\n");
  return lines.flatMap((line, index): ReportRecord[] => {
    if (line === "") return [];
    const record = parsed(line);
    if (record !== undefined) {
      if ("header" in record && (record.header.version !== 1 || !Array.isArray(record.header.clauses))) {
        throw new UserError(`${path}:${index + 1}: this is not a journal of version 1`);
      }
      return [record];
    }
    const next = parsed(lines.slice(index + 1).find((other) => other !== "") ?? "");
    const cut = next === undefined || "header" in next;
    if (cut && line.startsWith("{") && index > 0) return [];
    throw new UserError(`${path}:${index + 1}: this is not a line of a journal`);
  });
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function parsed(line: string): ReportRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null) return undefined;
    return KINDS.some((kind) => Object.hasOwn(value, kind)) ? (value as ReportRecord) : undefined;
  } catch {
    return undefined;
  }
}
