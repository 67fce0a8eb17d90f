import { appendFileSync, closeSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileKind } from "../specs/file-kind.ts";
import { scanJson } from "../specs/scan-json.ts";
import { schemaFault } from "../specs/schema-fault.ts";
import { unreadableWords } from "../specs/unreadable-words.ts";
import { UserError } from "../specs/user-error.ts";
import { makeFolder } from "../targets/make-folder.ts";
import { jsonText } from "./json-text.ts";
import type { ReportRecord } from "./record.ts";

/** A file of records, one a line, written as they arrive. Its content survives whenever the process ends. */
export interface Journal {
  append(record: ReportRecord): void;
  /** Why the journal ends before the run does. A full disk ends the journal but not the run. */
  readonly fault: string | undefined;
  close(): void;
}

/**
 * Makes a journal that starts empty or continues an existing one. The file is opened when the header arrives: a run that cannot start leaves the
 * previous journal alone.
 */
export function createJournal(path: string, mode: "new" | "append"): Journal {
  let file: number | undefined;
  let fault: string | undefined;
  const early: ReportRecord[] = [];
  const open = (): number => {
    makeFolder(dirname(path));
    const opened = openSync(path, mode === "new" ? "w" : "a");
    // End a line that a killed run left incomplete, so that it does not spoil the next record.
    if (mode === "append") appendFileSync(opened, "\n");
    return opened;
  };
  return {
    get fault() {
      return fault;
    },
    append(record) {
      if (fault !== undefined) return;
      early.push(record);
      if (file === undefined && !("header" in record)) return;
      try {
        file ??= open();
        for (const waiting of early.splice(0)) appendFileSync(file, `${jsonText(waiting)}\n`);
      } catch (error) {
        fault = (error as Error).message;
      }
    },
    close() {
      if (file !== undefined) closeSync(file);
    },
  };
}

const KINDS = ["header", "started", "notice", "evidence", "verdict", "footer"];
/** Stands for a line that was cut at some byte, so that it is not JSON. A line that is JSON but not a record was not written by a run. */
const CUT = Symbol("a line that is cut");

/**
 * The records of a journal. Skips a line that is cut, as a killed run leaves it at the end of its part.
 * @throws UserError that names the line, for anything else that is not a record
 */
export function readJournal(path: string): ReportRecord[] {
  const text = readText(path);
  const lines = text.split("\n");
  return lines.flatMap((line, index): ReportRecord[] => {
    if (line === "") return [];
    const place = `${path}:${index + 1}`;
    const other = index === 0 ? fileKind(text) : "";
    const record = parsed(line, place, other);
    if (record !== CUT) return [record];
    const next = lines.slice(index + 1).find((other) => other !== "");
    const isLast = next === undefined || next.startsWith('{"header"');
    if (isLast && line.startsWith("{") && index > 0) return [];
    throw new UserError(`${place}: not a line of a journal${other}`);
  });
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError(`${path}: ${unreadableWords(error)}`);
  }
}

/**
 * @param other what the file is instead, if known
 * @throws UserError for JSON that is not a record
 */
function parsed(line: string, place: string, other: string): ReportRecord | typeof CUT {
  const { fault: cut, depth } = scanJson(Buffer.from(line));
  if (cut !== undefined) return CUT;
  if (depth > MOST_DEPTH) throw new UserError(`${place}: not a line of a journal: nested too deeply`);
  const value: unknown = JSON.parse(line);
  const kind = isObject(value) ? KINDS.find((name) => Object.hasOwn(value, name)) : undefined;
  if (kind === undefined) throw new UserError(`${place}: not a line of a journal${other}`);
  if (kind === "header" && (value as { header?: { version?: unknown } | null }).header?.version !== 1) {
    throw new UserError(`${place}: not a journal of version 1`);
  }
  const fault = schemaFault("journal", value);
  if (fault) throw new UserError(`${place}: ${fault.pointer}: ${fault.says}`);
  return value as ReportRecord;
}

/** Deepest nesting of arrays and objects in what a run writes. */
const MOST_DEPTH = 200;

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
