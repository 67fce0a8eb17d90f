import { resolve } from "node:path";
import { type CaseId, readCaseId } from "../generators/read-case-id.ts";
import type { Report } from "../reports/report.ts";
import { readDocument } from "../specs/read-document.ts";
import { UserError } from "../specs/user-error.ts";
import { options } from "./options.ts";

/**
 * The case that `--replay` names: `CLAUSE:SEED:PATH`, or `REPORT.json#CLAUSE` for the failure of that clause in a report.
 * @throws UserError if it names none
 */
export function readReplay(text: string, cwd: string): CaseId {
  const [, file, wanted] = /^(.+)#([^#]+)$/.exec(text) ?? [];
  if (file === undefined) return parse(text, text);
  const { verdicts } = readDocument<Report>(resolve(cwd, file), "report");
  const verdict = verdicts.find(({ clause }) => clause === wanted);
  if (verdict?.failure === undefined) {
    const failing = verdicts.filter(({ failure }) => failure !== undefined).map(({ clause }) => clause);
    throw new UserError(
      `--replay ${text}: the report has no failure of that clause; it has failures of: ${failing.join(", ") || "none"}`,
    );
  }
  return parse(verdict.failure.replay, text);
}

function parse(id: string, text: string): CaseId {
  const read = readCaseId(id);
  if (read && read.seed <= options.seed.to) return read;
  if (read) throw new UserError(`--replay ${text}: a seed is a whole number from 0 to ${options.seed.to}`);
  throw new UserError(`--replay ${text}: write it as CLAUSE:SEED:PATH or REPORT.json#CLAUSE`);
}
