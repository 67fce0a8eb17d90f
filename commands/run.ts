import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { collectReport } from "../reports/build-report.ts";
import { createJournal } from "../reports/journal.ts";
import { type RunContext, recordOf, reportedExchange } from "../reports/record.ts";
import type { Report } from "../reports/report.ts";
import { reportWriter, type WrittenReports } from "../reports/report-writer.ts";
import { shellText } from "../reports/shell-text.ts";
import type { Terminal } from "../reports/terminal.ts";
import { visible } from "../reports/visible.ts";
import { wireText } from "../reports/wire-text.ts";
import type { Clause } from "../specs/clause.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import type { Specification } from "../specs/specification.ts";
import { UserError } from "../specs/user-error.ts";
import { type RunOptions, run as runEvents } from "../suites/run.ts";
import { selectClauses } from "../suites/select-clauses.ts";
import { isLoopback } from "../targets/endpoint.ts";
import { dryRun } from "./dry-run.ts";
import { finish } from "./finish.ts";
import type { Io } from "./io.ts";
import { account, day, each, headerField, share, wholeNumber } from "./option-values.ts";
import { invocationsOf, plannedCases } from "./planned-cases.ts";
import { readDeviations } from "./read-deviations.ts";
import { assertResumable, type EarlierRun, readEarlierRun } from "./read-earlier-run.ts";
import { readReplay } from "./read-replay.ts";
import { DEFAULTS, type RunSettings, runSettings } from "./run-settings.ts";
import { endpointOf, selectTarget } from "./select-target.ts";
import { terminalFor } from "./terminal-for.ts";
import { tool } from "./tool.ts";

interface Options {
  readonly endpoint?: string;
  readonly target?: string;
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
  readonly config?: string;
  readonly quiet?: true;
  readonly color: boolean;
}

const SEEDS = 2 ** 32 - 1;

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
    .option(
      "--min-coverage <share>",
      `share of the must clauses to be judged (default: ${minCoverage})`,
      share,
    )
    .optionsGroup("How:")
    .option("--cases <n>", `cases of a clause at the most (default: ${cases})`, wholeNumber(1))
    .option("--seed <n>", "makes the same cases again (default: any)", wholeNumber(0, SEEDS))
    .option("--replay <id>", "perform one case: CLAUSE:SEED:PATH or REPORT.json#CLAUSE")
    .option("--resume <journal>", "go on with a run that did not end")
    .option("--concurrency <n>", `requests at once (default: ${concurrency})`, wholeNumber(1))
    .option("--timeout <ms>", `silence that ends a request (default: ${timeout})`, wholeNumber(1))
    .option("--dry-run", "tell what would be sent, and send nothing")
    .option("--config <file>", "defaults for these options (default: lambda-conformance.config.json)")
    .optionsGroup("What is told:")
    .option("--out <dir>", `folder for reports (default: ${out})`)
    .option("--report <format[:path]>", "write this format too; repeatable", each(String))
    .option("--trace", "print both sides of the wire")
    .option("--quiet", "print the outcome only")
    .option("--no-color", "print without colours")
    .action((options: Options) => execute(options, io));
}

async function execute(options: Options, io: Io): Promise<void> {
  const settings = runSettings(settingsOf(options), io);
  const replay = options.replay === undefined ? undefined : readReplay(options.replay, io.cwd);
  const journal = options.resume === undefined ? undefined : resolve(io.cwd, options.resume);
  const earlier = journal === undefined ? undefined : readEarlierRun(journal);
  const edition = settings.edition ?? earlier?.header.edition;
  const specification = loadSpecification(edition === undefined ? {} : { edition });
  assertFeatures(settings.features, specification);
  const seed = replay?.seed ?? settings.seed ?? earlier?.header.run.seed ?? randomInt(SEEDS + 1);
  const { only, skip, cases, headers } = settings;
  const clauses = selectClauses(specification, only, skip);
  if (options.dryRun === true) {
    dryRun({ clauses, specification, seed, cases, headers, whole: options.trace === true }, io);
    return;
  }

  const allowRemote = options.allowRemote === true;
  const target = await selectTarget({ ...settings, allowRemote }, specification.edition, io.env);
  if (earlier) assertResumable(earlier, { specification, target: target.name, seed, cases });
  const deviations = readDeviations(settings.deviations, target);
  // One case is no run: its report must not take the place of the one that names it.
  const keeps = replay === undefined || options.out !== undefined;
  const write = keeps ? await writerOf(settings, io) : () => NOTHING_WRITTEN;
  if (allowRemote && replay === undefined) await announce(settings, clauses, specification, seed, io);
  const interrupt = onInterrupt(io);
  await perform(
    {
      specification,
      target,
      tool: tool(),
      only,
      skip,
      cases,
      seed,
      concurrency: settings.concurrency,
      timeoutMs: settings.timeout,
      without: featuresThat(settings, false),
      with: featuresThat(settings, true),
      deviations,
      headers,
      tls: tlsOf(settings),
      signal: interrupt.signal,
      ...(replay && { replay }),
      ...(earlier && { done: earlier.done }),
    },
    {
      write,
      journal: keeps ? (journal ?? join(settings.out, "journal.ndjson")) : undefined,
      earlier,
      context: {
        operations: specification.operations,
        strict: settings.strict,
        command: commandLine(options),
      },
      minCoverage: settings.minCoverage,
      trace: options.trace === true,
      terminal: terminalFor(io, options),
    },
    io,
  ).finally(interrupt.end);
  if (interrupt.signal.aborted) io.exitCode = INTERRUPTED;
}

/** What 128 + SIGINT means to a shell. */
const INTERRUPTED = 130;

const NOTHING_WRITTEN: WrittenReports = { files: [], faults: [] };

interface Telling {
  readonly write: (report: Report) => WrittenReports;
  readonly journal: string | undefined;
  readonly earlier: EarlierRun | undefined;
  readonly context: RunContext;
  readonly minCoverage: number;
  readonly trace: boolean;
  readonly terminal: Terminal;
}

/** Runs, and hands each event to all who tell of it. */
async function perform(run: RunOptions, telling: Telling, io: Io): Promise<void> {
  const { earlier, context, trace, terminal } = telling;
  const collector = collectReport();
  for (const record of earlier?.records ?? []) collector.add(record);
  const journal =
    telling.journal === undefined ? undefined : createJournal(telling.journal, earlier ? "append" : "new");
  try {
    for await (const event of runEvents(run)) {
      terminal.add(event);
      if (trace && event.type === "exchange") {
        io.out.write(`# ${event.clause}\n${wireText(reportedExchange(event.exchange))}\n\n`);
      }
      const own = recordOf(event, context);
      const record = own && (earlier?.recordOf(event, own) ?? own);
      if (record) {
        collector.add(record);
        journal?.append(record);
      }
    }
  } finally {
    journal?.close();
  }
  finish(collector.report(), telling.write, telling, terminal, io);
}

/** Once: the run ends with what is known. Twice: at once. */
function onInterrupt(io: Io): { readonly signal: AbortSignal; readonly end: () => void } {
  const controller = new AbortController();
  const end = io.onInterrupt(() => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    io.err.write("\nending with what is known; Ctrl-C again ends at once\n");
    controller.abort();
  });
  return { signal: controller.signal, end };
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

async function writerOf(settings: RunSettings, io: Io): Promise<Telling["write"]> {
  const { out: folder, reports: wanted } = settings;
  return reportWriter({ folder, wanted, cwd: io.cwd, print: (text) => io.out.write(text) });
}

function settingsOf(options: Options): Partial<RunSettings> & { readonly config?: string } {
  const { feature, header, report, replay, resume, allowRemote, dryRun, trace, quiet, color, ...same } =
    options;
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
function commandLine(options: Options): string {
  const { feature = {} } = options;
  const values = (
    ["endpoint", "target", "function", "region", "account", "edition", "ca", "config"] as const
  ).flatMap((name) => (options[name] === undefined ? [] : [`--${name}`, shellText(options[name])]));
  const features = Object.entries(feature).flatMap(([name, has]) => [
    has ? "--feature" : "--no-feature",
    name,
  ]);
  const flags = [
    ...(options.insecure === true ? ["--insecure"] : []),
    ...(options.allowRemote === true ? ["--allow-remote"] : []),
  ];
  return ["lambda-conformance run", ...values, ...features, ...flags].join(" ");
}
