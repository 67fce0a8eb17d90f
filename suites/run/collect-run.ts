import type { Verdict } from "../judge/verdict.ts";
import { run } from "./run.ts";
import type { RunEvent, RunFooter, RunHeader } from "./run-event.ts";
import type { RunOptions } from "./run-options.ts";

/** The data of a whole run: its header, the last verdict of each clause, and its footer. */
export interface CollectedRun {
  readonly header: RunHeader;
  readonly verdicts: readonly Verdict[];
  readonly footer: RunFooter;
  readonly notices: readonly string[];
}

/**
 * Runs to the end and collects all events except exchanges.
 * @throws UserError as `run` does
 */
export async function collectRun(options: RunOptions): Promise<CollectedRun> {
  const verdicts = new Map<string, Verdict>();
  const notices: string[] = [];
  let header: RunHeader | undefined;
  let footer: RunFooter | undefined;
  for await (const event of run(options) as AsyncIterable<RunEvent>) {
    if (event.type === "run-started") header = event.run;
    if (event.type === "verdict") verdicts.set(event.verdict.clause, event.verdict);
    if (event.type === "notice") notices.push(event.says);
    if (event.type === "run-finished") footer = event.footer;
  }
  if (!header || !footer) throw new Error("the run ended without a header or a footer");
  return { header, verdicts: [...verdicts.values()], footer, notices };
}
