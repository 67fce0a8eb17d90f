import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { compare } from "../reports/comparison.ts";
import { comparisonText } from "../reports/comparison-text.ts";
import { createHarFile } from "../reports/har-file.ts";
import type { ReportHeader } from "../reports/record.ts";
import type { Report } from "../reports/report.ts";
import { type ReportWriter, reportWriter, type WrittenReports } from "../reports/report-writer.ts";
import { shellText } from "../reports/shell-text.ts";
import { visible } from "../reports/visible.ts";
import type { Clause } from "../specs/clause.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import type { Specification } from "../specs/specification.ts";
import { UserError } from "../specs/user-error.ts";
import type { RunOptions } from "../suites/run/run-options.ts";
import { selectClauses } from "../suites/run/select-clauses.ts";
import { isLoopback } from "../targets/endpoint.ts";
import type { Exchange } from "../wire/exchange.ts";
import { dryRun } from "./dry-run.ts";
import { INTERRUPTED, onInterrupt } from "./interrupt.ts";
import type { Io } from "./io.ts";
import { account, day, each, headerField, MOST_SEED, share, wholeNumber } from "./option-values.ts";
import { performRun, type Telling } from "./perform-run.ts";
import { invocationsOf, plannedCases } from "./planned-cases.ts";
import { explainedIn, readDeviations } from "./read-deviations.ts";
import { assertResumable, readEarlierRun } from "./read-earlier-run.ts";
import { readReplay } from "./read-replay.ts";
import { DEFAULTS, type RunSettings, runSettings } from "./run-settings.ts";
import { bindsOf, endpointOf, itself, selectSubjects } from "./select-subjects.ts";
import { specsOf } from "./specs-of.ts";
import { styleFor } from "./style-for.ts";
import { terminalFor } from "./terminal-for.ts";
import { tool } from "./tool.ts";
import { updateDeviationsFile } from "./update-deviations-file.ts";

interface Options {
  readonly endpoint?: string;
  readonly target?: string;
  readonly client?: readonly string[];
  readonly driver?: string;
  readonly function?: string;
  readonly region?: string;
  readonly account?: string;
  readonly edition?: string;
  readonly strict?: boolean;
  readonly feature?: Readonly<Record<string, boolean>>;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly cases?: number;
  readonly seed?: number;
  readonly replay?: string;
  readonly concurrency?: number;
  readonly timeout?: number;
  readonly deviations?: string;
  readonly updateDeviations?: true;
  readonly minCoverage?: number;
  readonly header?: readonly (readonly [string, string])[];
  readonly ca?: string;
  readonly insecure?: boolean;
  readonly allowRemote?: true;
  readonly dryRun?: true;
  readonly trace?: true;
  readonly out?: string;
  readonly report?: readonly string[];
  readonly resume?: string;
  readonly record?: string;
  readonly maxCalls?: number;
  readonly config?: string;
  readonly quiet?: true;
  readonly color: boolean;
}

/** Names with commas between them. */
function names(text: string): string[] {
  return text.split(",").map((name) => name.trim());
}

/** `run`: tests an endpoint clause by clause, tells and reports what it found. */
export function command(io: Io): Command {
  const { cases, concurrency, timeout, minCoverage, out } = DEFAULTS;
  const features = (has: boolean) => (name: string, before: Record<string, boolean> | undefined) => ({
    ...before,
    [name]: has,
  });
  return new Command()
    .description("Test an endpoint that speaks the Lambda Invoke APIs; without one, the built-in reference.")
    .optionsGroup("What is tested:")
    .option("--endpoint <url>", "an endpoint, perhaps with a base path (or AWS_ENDPOINT_URL_LAMBDA)")
    .option("--target <name>", "a known target, started and stopped by us, or ./mine.ts")
    .option(
      "--client <names>",
      "known clients instead of an endpoint, by the clauses that bind clients",
      names,
    )
    .option("--driver <file>", "a client by the driver that you wrote for it")
    .option("--function <name>", "name of the probe there (default: probe)")
    .option("--region <region>", "its region (default: AWS_REGION, or what the probe tells)")
    .option("--account <id>", "its account (default: what the probe tells)", account)
    .option("--feature <name>", "it has this feature; repeatable", features(true))
    .option(
      "--no-feature <name>",
      "it has not: clauses that need it are uncovered; repeatable",
      features(false),
    )
    .option("--header <field>", "send 'Name: value' with each request; repeatable", each(headerField))
    .option("--ca <file>", "trust these certificates (PEM)")
    .option("--insecure", "do not check certificates")
    .option("--allow-remote", "call a host that is not this machine")
    .optionsGroup("By which rules:")
    .option("--edition <date>", "the API as of this day (default: the newest that is known)", day)
    .option("--only <pattern>", "judge the clauses of this id or glob; repeatable", each(String))
    .option("--skip <pattern>", "do not judge those; repeatable", each(String))
    .option("--strict", "failing should clauses count too")
    .option("--deviations <file>", "known failures that do not count, or builtin")
    .option("--update-deviations", "write to that file what fails now; reasons are yours to give")
    .option(
      "--min-coverage <share>",
      `share of the must clauses to be judged (default: ${minCoverage})`,
      share,
    )
    .optionsGroup("How:")
    .option("--cases <n>", `cases of a clause at the most (default: ${cases})`, wholeNumber(1))
    .option("--seed <n>", "makes the same cases again (default: any)", wholeNumber(0, MOST_SEED))
    .option("--replay <id>", "perform one case: CLAUSE:SEED:PATH or REPORT.json#CLAUSE")
    .option("--resume <journal>", "go on with a run that did not end")
    .option("--concurrency <n>", `requests at once (default: ${concurrency})`, wholeNumber(1))
    .option("--timeout <ms>", `silence that ends a request (default: ${timeout})`, wholeNumber(1))
    .option("--dry-run", "tell what would be sent, and send nothing")
    .option("--config <file>", "defaults for these options (default: lambda-conformance.config.json)")
    .optionsGroup("What is told:")
    .option("--out <dir>", `folder for reports (default: ${out})`)
    .option("--report <format[:path]>", "write this format too; repeatable", each(String))
    .option("--record <file>", "write each exchange to this file, as HTTP Archive (HAR)")
    .option("--max-calls <n>", "end the run after so many calls; those under way end", wholeNumber(1))
    .option("--trace", "print both sides of the wire")
    .option("--quiet", "print the outcome only")
    .option("--no-color", "print without colours")
    .action((options: Options) => execute(options, io));
}

async function execute(options: Options, io: Io): Promise<void> {
  const replay = options.replay === undefined ? undefined : readReplay(options.replay, io.cwd);
  const journal = options.resume === undefined ? undefined : resolve(io.cwd, options.resume);
  const earlier = journal === undefined ? undefined : readEarlierRun(journal);
  const settings = runSettings(settingsOf(options), io, earlier && drawnAs(earlier.header));
  const { edition } = settings;
  const specification = loadSpecification(edition === undefined ? {} : { edition });
  assertFeatures(settings.features, specification);
  const seed = replay?.seed ?? settings.seed ?? randomInt(MOST_SEED + 1);
  const { only, skip, cases, headers } = settings;
  const clauses = selectClauses(specification, only, skip, bindsOf(settings));
  if (options.dryRun === true) {
    dryRun({ clauses, specification, seed, cases, headers, whole: options.trace === true }, io);
    return;
  }

  const allowRemote = options.allowRemote === true;
  const subjects = await selectSubjects({ ...settings, allowRemote }, specification.edition, io.env);
  if (subjects.length > 1 && (replay || earlier)) {
    throw new UserError("--replay and --resume go with one client");
  }
  const update =
    options.updateDeviations === true ? deviationsToUpdate(settings, subjects.length, replay) : undefined;
  if (allowRemote && replay === undefined) await announce(settings, clauses, specification, seed, io);
  // One case is no run: its report must not take the place of the one that names it.
  const keeps = replay === undefined || options.out !== undefined;
  const interrupt = onInterrupt(io);
  const enough = new AbortController();
  const common = {
    specification,
    tool: tool(),
    only,
    skip,
    cases,
    seed,
    concurrency: settings.concurrency,
    timeoutMs: settings.timeout,
    without: featuresThat(settings, false),
    with: featuresThat(settings, true),
    headers,
    tls: tlsOf(settings),
    signal: AbortSignal.any([interrupt.signal, enough.signal]),
    ...(replay && { replay }),
    ...(earlier && { done: earlier.done }),
  };
  const reports: Report[] = [];
  const archive =
    options.record === undefined
      ? undefined
      : createHarFile(resolve(io.cwd, options.record), { ...tool(), _specs: specsOf(specification) });
  let calls = 0;
  const onExchange = (exchange: Exchange): void => {
    archive?.add(exchange);
    calls += 1;
    if (calls === options.maxCalls) enough.abort();
  };
  const tellingOf = async (name: string): Promise<Telling> => {
    const folder = subjects.length > 1 ? join(settings.out, name) : settings.out;
    return {
      write: keeps ? await writerOf(folder, settings, io) : () => NOTHING_WRITTEN,
      journal: keeps ? (journal ?? join(folder, "journal.ndjson")) : undefined,
      earlier,
      context: {
        operations: specification.operations,
        strict: settings.strict,
        command: commandLine(options, name),
      },
      minCoverage: settings.minCoverage,
      trace: options.trace === true,
      onExchange,
      terminal: terminalFor(io, options),
      after: (report) => {
        reports.push(report);
        if (update !== undefined) updateDeviationsFile(update, report, specification, io);
      },
    };
  };
  try {
    for (const subject of subjects) {
      const { name } = itself(subject);
      if (earlier) assertResumable(earlier, { specification, subject: name, seed, cases });
      const deviations =
        update === undefined ? readDeviations(settings.deviations, itself(subject)) : explainedIn(update);
      const status = await performRun({ ...common, ...subject, deviations }, await tellingOf(name), io);
      io.exitCode = worse(io.exitCode, status);
      if (common.signal.aborted) break;
    }
  } finally {
    interrupt.end();
    archive?.close();
  }
  if (reports.length > 1) io.out.write(`\n${comparisonText(compare(reports), styleFor(io, options))}`);
  if (interrupt.signal.aborted) io.exitCode = INTERRUPTED;
}

/** What decides which cases a run draws: one that goes on draws the same. */
function drawnAs({ edition, run }: ReportHeader): Pick<RunSettings, "edition" | "seed" | "cases"> {
  return { edition, seed: run.seed, cases: run.cases };
}

const NOTHING_WRITTEN: WrittenReports = { files: [], faults: [] };

/** The file that a run is to update. @throws UserError when there is none, or it would not be told by the whole run */
function deviationsToUpdate(
  { deviations }: RunSettings,
  subjects: number,
  replay: object | undefined,
): string {
  if (deviations === undefined || deviations === "builtin") {
    throw new UserError("--update-deviations: name the file that is to be written: --deviations FILE");
  }
  if (subjects > 1 || replay !== undefined) {
    throw new UserError("--update-deviations goes with a run of one subject");
  }
  return deviations;
}

/** Of several subjects, one that fails weighs more than one that could not be judged. */
function worse(a: number, b: number): number {
  return a === 1 || b === 1 ? 1 : Math.max(a, b);
}

async function announce(
  settings: RunSettings,
  clauses: readonly Clause[],
  specification: Specification,
  seed: number,
  io: Io,
): Promise<void> {
  const endpoint = endpointOf(settings, io.env);
  if (endpoint === undefined || !URL.canParse(endpoint)) return;
  const { hostname, host } = new URL(endpoint);
  if (await isLoopback(hostname)) return;
  let invocations = 0;
  for (const planned of plannedCases(clauses, specification, seed, settings.cases)) {
    invocations += invocationsOf(planned.case);
  }
  io.err.write(`${visible(host)} will be called about ${invocations} times, more if clauses fail\n`);
}

function writerOf(folder: string, settings: RunSettings, io: Io): Promise<ReportWriter> {
  const { reports: wanted } = settings;
  return reportWriter({ folder, wanted, cwd: io.cwd, print: (text) => io.out.write(text) });
}

function settingsOf(options: Options): Partial<RunSettings> & { readonly config?: string } {
  const {
    feature,
    header,
    report,
    replay,
    resume,
    record,
    maxCalls,
    updateDeviations,
    allowRemote,
    dryRun,
    trace,
    quiet,
    color,
    ...same
  } = options;
  return {
    ...same,
    ...(feature && { features: feature }),
    ...(header && { headers: header }),
    ...(report && { reports: report }),
  };
}

function assertFeatures(features: RunSettings["features"], { fixtures }: Specification): void {
  const known = fixtures.map(({ feature }) => feature);
  const unknown = Object.keys(features).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UserError(`feature ${unknown}: there is no such feature; there are ${known.join(", ")}`);
  }
}

function featuresThat({ features }: RunSettings, has: boolean): string[] {
  return Object.keys(features).filter((name) => features[name] === has);
}

function tlsOf({ ca, insecure }: RunSettings): NonNullable<RunOptions["tls"]> {
  return { insecure, ...(ca !== undefined && { ca: certificates(ca) }) };
}

function certificates(path: string): string {
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

/** The command line that tests the same subject by the same rules. Header fields are left out: they may be secret. */
function commandLine(options: Options, subject: string): string {
  const { feature = {} } = options;
  const values = (
    ["endpoint", "target", "driver", "function", "region", "account", "edition", "ca", "config"] as const
  ).flatMap((name) => (options[name] === undefined ? [] : [`--${name}`, shellText(options[name])]));
  const features = Object.entries(feature).flatMap(([name, has]) => [
    has ? "--feature" : "--no-feature",
    name,
  ]);
  const client = options.client === undefined ? [] : ["--client", shellText(subject)];
  const flags = [
    ...(options.insecure === true ? ["--insecure"] : []),
    ...(options.allowRemote === true ? ["--allow-remote"] : []),
  ];
  return ["lambda-conformance run", ...values, ...client, ...features, ...flags].join(" ");
}
