import { randomInt } from "node:crypto";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { MissingToolchain } from "../drivers/clients/missing-toolchain.ts";
import { compare } from "../reports/comparison.ts";
import { comparisonText } from "../reports/comparison-text.ts";
import { createHarFile } from "../reports/har-file.ts";
import type { ReportHeader } from "../reports/record.ts";
import type { Report } from "../reports/report.ts";
import { type ReportWriter, reportWriter, type WrittenReports } from "../reports/report-writer.ts";
import { visible } from "../reports/visible.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { readRelease } from "../specs/release.ts";
import { UserError } from "../specs/user-error.ts";
import type { RunOptions } from "../suites/run/run-options.ts";
import { selectClauses } from "../suites/run/select-clauses.ts";
import { plannedTraffic } from "../suites/run/traffic-for.ts";
import { isLoopback } from "../targets/endpoint.ts";
import type { Exchange } from "../wire/exchange.ts";
import { clausesToCount } from "./clauses-to-count.ts";
import { inShard } from "./in-shard.ts";
import { INTERRUPTED, onInterrupt } from "./interrupt.ts";
import type { Io } from "./io.ts";
import { optionsOf } from "./option-of.ts";
import { optionNames, options, type RunSettings, rowOf, settingsFrom } from "./options.ts";
import { performRun, type RunOutputs } from "./perform-run.ts";
import { invocationsOf, plannedCases, type RunPlanned } from "./planned-cases.ts";
import { readBaseline } from "./read-baseline.ts";
import { explainedIn, readDeviations } from "./read-deviations.ts";
import { assertResumable, readEarlierRun } from "./read-earlier-run.ts";
import { readReplay } from "./read-replay.ts";
import { repeatingCommand } from "./repeating-command.ts";
import { assertFeatures, type CommonRunOptions, runOptionsOf } from "./run-options-of.ts";
import { runSettings } from "./run-settings.ts";
import { bindsOf, endpointOf, itself, selectSubjects } from "./select-subjects.ts";
import { specsOf } from "./specs-of.ts";
import { styleFor } from "./style-for.ts";
import { terminalFor } from "./terminal-for.ts";
import { tool } from "./tool.ts";
import { updateDeviationsFile } from "./update-deviations-file.ts";

/** `run`: tests an endpoint or a client clause by clause, and shows and reports the findings. */
export function command(io: Io): Command {
  const command = new Command().description(
    "Test an endpoint that speaks the Lambda Invoke APIs (default: the built-in reference), or a client.",
  );
  for (const option of optionNames.flatMap(optionsOf)) command.addOption(option);
  return command.action(() => execute(givenTo(command), io));
}

/** Only the options on the command line itself. */
function givenTo(command: Command): Partial<RunSettings> {
  const values = command.opts();
  return settingsFrom((name) => (command.getOptionValueSource(name) === "cli" ? values[name] : undefined));
}

async function execute(given: Partial<RunSettings>, io: Io): Promise<void> {
  const replay = given.replay === undefined ? undefined : readReplay(given.replay, io.cwd);
  const journal = given.resume === undefined ? undefined : resolve(io.cwd, given.resume);
  const earlier = journal === undefined ? undefined : readEarlierRun(journal);
  const settings = runSettings(given, io, earlier && drawnAs(earlier.header));
  if (replay && settings.shard !== undefined)
    throw new UserError("--replay performs one case, whichever shard it belongs to; leave out --shard");
  if (settings.json && !settings.dryRun)
    throw new UserError("--json needs --dry-run; to print the report of a run, give --report json:-");
  const frozen = settings.clausesOf === undefined ? undefined : readRelease(settings.clausesOf);
  const edition = settings.edition ?? frozen?.edition;
  const { specification, skip, known } = clausesToCount(
    loadSpecification(edition === undefined ? {} : { edition }),
    frozen,
    settings,
    io,
  );
  assertFeatures(settings.feature, specification);
  const seed = replay?.seed ?? settings.seed ?? randomInt(options.seed.to + 1);
  const { only, cases, header: headers, trace } = settings;
  const clauses = inShard(selectClauses(specification, only, skip, bindsOf(settings)), settings.shard);
  const traffic = plannedTraffic(clauses, specification, skip);
  if (settings.dryRun) {
    const { dryRun } = await import("./dry-run.ts");
    dryRun({ clauses, traffic, specification, seed, cases, headers, whole: trace, json: settings.json }, io);
    return;
  }

  const subjects = await selectSubjects(settings, specification.edition, io.env);
  if (subjects.length > 1 && (replay || earlier)) {
    throw new UserError("--replay and --resume need a single client");
  }
  const baseline = settings.baseline === undefined ? undefined : readBaseline(settings.baseline, settings);
  const update = settings.updateDeviations
    ? deviationsToUpdate(settings, subjects.length, replay)
    : undefined;
  if (settings.allowRemote && replay === undefined)
    await announce(settings, { clauses, traffic, specification, seed, cases }, io);
  // A replay performs one case only, so its report must not replace the one that names the case.
  const keeps = replay === undefined || given.out !== undefined;
  const interrupt = onInterrupt(io);
  const enough = new AbortController();
  const common = {
    ...(await runOptionsOf({ ...settings, skip }, specification, seed, io.env)),
    ...(settings.shard !== undefined && { only: clauses.map(({ id }) => id) }),
    ...(baseline && { baseline: baseline.excuse }),
    signal: AbortSignal.any([interrupt.signal, enough.signal]),
    ...(replay && { replay }),
    ...(earlier && { done: earlier.done, evidence: earlier.evidence }),
  };
  if (settings.against !== undefined) {
    try {
      io.exitCode = await runAgainst(settings, settings.against, subjects, common, io);
    } finally {
      interrupt.end();
    }
    if (interrupt.signal.aborted) io.exitCode = INTERRUPTED;
    return;
  }
  const reports: Report[] = [];
  const archive =
    settings.record === undefined
      ? undefined
      : createHarFile(resolve(io.cwd, settings.record), { ...tool(), _specs: specsOf(specification) });
  let calls = 0;
  const onCall = (): void => {
    calls += 1;
    if (calls === settings.maxCalls) enough.abort();
  };
  const tellingOf = async (name: string): Promise<RunOutputs> => {
    const folder = subjects.length > 1 ? join(settings.out, name) : settings.out;
    return {
      write: keeps ? await writerOf(folder, settings, io) : () => NOTHING_WRITTEN,
      journal: keeps ? (journal ?? join(folder, "journal.ndjson")) : undefined,
      earlier,
      context: {
        operations: specification.operations,
        strict: settings.strict,
        kind: bindsOf(settings) === "client" ? "client" : "endpoint",
        command: repeatingCommand({ ...given, ...(given.client && { client: [name] }) }),
      },
      minCoverage: settings.minCoverage,
      ...(baseline && { unjudgedBefore: baseline.unjudged }),
      trace,
      onCall,
      ...(archive && { onExchange: (exchange: Exchange): void => archive.add(exchange) }),
      terminal: terminalFor(io, settings),
      after: (report) => {
        reports.push(report);
        if (update !== undefined) updateDeviationsFile(update, report, specification, io);
      },
    };
  };
  try {
    for (const subject of subjects) {
      const { name } = itself(subject);
      if (earlier) assertResumable(earlier, { ...common, subject: name });
      const deviations =
        update === undefined
          ? readDeviations(settings.deviations, itself(subject)).filter(known)
          : explainedIn(update);
      try {
        const status = await performRun({ ...common, ...subject, deviations }, await tellingOf(name), io);
        io.exitCode = worse(io.exitCode, status);
      } catch (error) {
        if (subjects.length === 1 || !(error instanceof MissingToolchain)) throw error;
        io.err.write(`skipped: ${visible(error.message)}\n`);
        io.exitCode = worse(io.exitCode, 2);
      }
      if (common.signal.aborted) break;
    }
  } finally {
    interrupt.end();
    archive?.close();
  }
  if (reports.length > 1) io.out.write(`\n${comparisonText(compare(reports), styleFor(io, settings))}`);
  if (interrupt.signal.aborted) io.exitCode = INTERRUPTED;
}

/**
 * Compares two endpoints.
 * @throws UserError for options that make sense for a single endpoint only
 */
async function runAgainst(
  settings: RunSettings,
  against: string,
  subjects: Awaited<ReturnType<typeof selectSubjects>>,
  common: CommonRunOptions & Pick<RunOptions, "signal">,
  io: Io,
): Promise<number> {
  const [subject] = subjects;
  if (subject === undefined || !("target" in subject))
    throw new UserError("--against: compares endpoints and targets, not clients");
  const alone = (["replay", "resume", "record", "updateDeviations", "baseline", "failFast"] as const).find(
    (name) => settings[name] !== undefined && settings[name] !== false,
  );
  if (alone !== undefined) throw new UserError(`--against: cannot be combined with ${rowOf(alone).flag}`);
  const { runBoth } = await import("./against.ts");
  return runBoth({ ...settings, against }, { ...common, ...subject }, io);
}

/** The settings that decide which cases a run makes. A resumed run makes the same ones. */
function drawnAs({ edition, run }: ReportHeader): Pick<RunSettings, "edition" | "seed" | "cases"> {
  return { edition, seed: run.seed, cases: run.cases };
}

const NOTHING_WRITTEN: WrittenReports = { files: [], faults: [] };

/**
 * The file of deviations that a run is to update.
 * @throws UserError if there is none, or if the run would not cover the whole file
 */
function deviationsToUpdate(
  { deviations, baseline }: RunSettings,
  subjects: number,
  replay: object | undefined,
): string {
  if (baseline !== undefined) {
    throw new UserError("--update-deviations and --baseline cannot be combined");
  }
  if (deviations === undefined || deviations === "builtin") {
    throw new UserError("--update-deviations: name the file to write with --deviations FILE");
  }
  if (subjects > 1 || replay !== undefined) {
    throw new UserError("--update-deviations needs a run of a single subject");
  }
  return deviations;
}

/** If there are several subjects, a failure is worse than one that could not be judged. */
function worse(a: number, b: number): number {
  return a === 1 || b === 1 ? 1 : Math.max(a, b);
}

async function announce(settings: RunSettings, planned: RunPlanned, io: Io): Promise<void> {
  const endpoint = endpointOf(settings, io.env);
  if (endpoint === undefined || !URL.canParse(endpoint)) return;
  const { hostname, host } = new URL(endpoint);
  if (await isLoopback(hostname)) return;
  let invocations = 0;
  for (const { case: made } of plannedCases(planned)) invocations += invocationsOf(made);
  io.err.write(`about ${invocations} calls will be sent to ${visible(host)}, more if clauses fail\n`);
}

function writerOf(folder: string, settings: RunSettings, io: Io): Promise<ReportWriter> {
  const { report: wanted } = settings;
  const shared = io.env["GITHUB_STEP_SUMMARY"];
  return reportWriter({ folder, wanted, cwd: io.cwd, shared, print: (text) => io.out.write(text) });
}
