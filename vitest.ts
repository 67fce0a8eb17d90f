/** The entry for Vitest: one test for each clause, in your own project. */
import { afterAll, beforeAll, describe, type RunnerTestSuite, type TestContext, test } from "vitest";
import { type CountedClauses, clausesToCount } from "./commands/clauses-to-count.ts";
import type { RunSettings } from "./commands/options.ts";
import { type Baseline, readBaseline } from "./commands/read-baseline.ts";
import { readDeviations } from "./commands/read-deviations.ts";
import { repeatingCommand } from "./commands/repeating-command.ts";
import { type CommonRunOptions, runOptionsOf } from "./commands/run-options-of.ts";
import { runSettings } from "./commands/run-settings.ts";
import { bindsOf, itself, type RunSubject, selectSubjects } from "./commands/select-subjects.ts";
import type { Client } from "./drivers/clients/client.ts";
import { collectReport } from "./reports/build-report.ts";
import { doubtsAbout, isCounted } from "./reports/exit-status.ts";
import { factLines } from "./reports/fact-lines.ts";
import { factsOf } from "./reports/facts-of.ts";
import { type RunContext, recordOf } from "./reports/record.ts";
import type { Report, ReportedVerdict } from "./reports/report.ts";
import { createStyle } from "./reports/style.ts";
import { visible } from "./reports/visible.ts";
import type { Clause } from "./specs/clause.ts";
import { loadSpecification } from "./specs/load-specification.ts";
import { readRelease } from "./specs/release.ts";
import { isCurrent } from "./suites/run/deviations.ts";
import { run } from "./suites/run/run.ts";
import { selectClauses } from "./suites/run/select-clauses.ts";
import type { Deviation, Target } from "./targets/target.ts";

export type { Client, Deviation, Report, ReportedVerdict, Target };

/**
 * The subject, and how it is tested. Most names are those of the options of `run`. A `lambda-conformance.config.json` in the working folder
 * applies too; the options given here take precedence. Paths are relative to the working folder.
 */
export interface ConformanceOptions {
  /** URL of an endpoint, optionally with a base path. Default: the built-in reference. */
  readonly endpoint?: string;
  /** A known target by name, a module by path (`./mine.ts`), or a `Target` object. */
  readonly target?: string | Target;
  /** A known client by name, or a `Client` object. It is judged by the clauses that bind clients. */
  readonly client?: string | Client;
  /** Path of your own driver for a client. */
  readonly driver?: string;
  /** Name of the probe. Default: `probe`. */
  readonly function?: string;
  readonly region?: string;
  /** The account: 12 digits. */
  readonly account?: string;
  /** Features that the subject supports (true) or does not support (false), by name. */
  readonly features?: Readonly<Record<string, boolean>>;
  /** Headers to send with each request, by name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Path of a PEM file with certificates to trust. */
  readonly ca?: string;
  readonly insecure?: boolean;
  readonly allowRemote?: boolean;
  /** `ADDRESS[:PORT]` where functions report their executions. Default: `127.0.0.1`. */
  readonly collectorListen?: string;
  readonly collectorHost?: string;
  /** The API as of this day, YYYY-MM-DD. Default: the newest edition. */
  readonly edition?: string;
  /** Ids or globs of the clauses to judge. Default: all clauses. */
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** Whether a failing `should` clause fails its test. Otherwise the test is skipped, with the reason. */
  readonly strict?: boolean;
  /** Known failures: a list, the path of a file, or `builtin` for those of a known target or client. */
  readonly deviations?: string | readonly Deviation[];
  /** Path of the report of an earlier run. With it, only new failures fail a test. */
  readonly baseline?: string;
  /** A released version. Only its clauses are judged, and no newer ones. */
  readonly clausesOf?: string;
  /** Share of the `must` clauses that must be judged, from 0 to 1. Default: 0.5. */
  readonly minCoverage?: number;
  /** The largest number of cases for each clause. Default: 100. */
  readonly cases?: number;
  /** Seed of the cases. Default: 1, so that each run makes the same cases. */
  readonly seed?: number;
  /** Most concurrent requests. Default: 4 for an endpoint on this machine, else 16. */
  readonly concurrency?: number;
  /** The longest silence of the subject to wait for, in ms. Default: 120,000. */
  readonly timeout?: number;
  /** Path of a config file. Default: `lambda-conformance.config.json`, if it exists. */
  readonly config?: string;
}

/** The registered tests. */
export interface Conformance {
  /** Ids of the clauses with a test, in the order of the specification. */
  readonly clauses: readonly string[];
  /**
   * The report of the run, after the run is over. When a test calls it, it waits for the run, and starts one if no test of a clause did.
   * Rejects with a UserError when the subject cannot be tested.
   */
  report(): Promise<Report>;
}

const SEED = 1;
const WIDTH = 100;

/**
 * Registers a `describe` with a test for each clause and a test for the whole run. One run judges the clauses. It begins with the first of
 * these tests, and judges only the clauses that Vitest selected. Each test settles as soon as its verdict is known.
 *
 * - pass, noted: the test passes.
 * - fail: the test fails, with the text that the terminal shows for a failure. With a deviation it is an expected failure. When the level
 *   does not count (`should` without `strict`), it is skipped.
 * - uncovered: the test is skipped, with the reason.
 * - error: the test fails with the reason; the test of a `may` clause is skipped.
 *
 * The test of the run fails for a stale deviation, a missing probe, or too low coverage.
 * @throws UserError for a pattern that matches no clause, and for files that cannot be read
 */
export function conformance(options: ConformanceOptions = {}): Conformance {
  const given = settingsOf(options);
  const { only, clausesOf } = given;
  const frozen = clausesOf === undefined ? undefined : readRelease(clausesOf);
  const edition = given.edition ?? frozen?.edition;
  const newest = loadSpecification(edition === undefined ? {} : { edition });
  const counted = clausesToCount(newest, frozen, given, { err: process.stderr });
  const { specification, skip } = counted;
  const settings = { ...given, skip };
  const clauses = selectClauses(specification, only, skip, bindsOf(settings));
  const place = new Error();
  Error.captureStackTrace(place, conformance);
  const baseline = settings.baseline === undefined ? undefined : readBaseline(settings.baseline, settings);
  const background = createBackgroundRun(options, settings, counted, baseline);
  const excused = exactlyKnown(options, settings, specification.edition);
  const known = (clause: Clause): boolean => excused(clause) || baseline?.excuse(clause.id) !== undefined;

  describe(`lambda-conformance: ${nameOf(options, settings)}`, () => {
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of fixtures from the pattern
    beforeAll(({}, suite) => background.begin(selectedOf(suite, clauses)), 0);
    afterAll(() => background.end(), 0);
    for (const clause of clauses) {
      const { id } = clause;
      test(id, { concurrent: true, timeout: 0, fails: known(clause) }, async (context) => {
        const verdict = await background.verdict(id);
        const isNew = baseline?.unjudged.has(id) !== true;
        settle(
          { verdict, isNew, text: await background.textOf(verdict), strict: settings.strict },
          context,
          place,
        );
      });
    }
    test("the run as a whole", { timeout: 0 }, async () => {
      const report = await background.report();
      const faults = [...doubtsAbout(report, settings.minCoverage), ...background.surprises(report)];
      if (faults.length > 0) throw failureAt(place, "Conformance", faults.join("\n"));
    });
  });
  return { clauses: clauses.map(({ id }) => id), report: () => background.report() };
}

/** The verdict on a clause, and how to treat it. */
interface Settled {
  readonly verdict: ReportedVerdict;
  /** Whether the baseline judged the clause. If so, it counts that this run could not judge it. */
  readonly isNew: boolean;
  readonly text: string;
  readonly strict: boolean;
}

/** Ends the test of a clause according to its verdict. */
function settle(
  { verdict, isNew, text, strict }: Settled,
  { task, skip }: Pick<TestContext, "task" | "skip">,
  place: Error,
): void {
  const { outcome, level, because = "", deviation } = verdict;
  // Vitest reads this after the test.
  const isExpected = outcome === "fail" && deviation !== undefined;
  Object.assign(task, { fails: isExpected });
  if (outcome === "uncovered") skip(visible(because));
  if (outcome === "error" && (level === "may" || !isNew)) skip(visible(because));
  if (outcome === "fail" && !isExpected && !isCounted(verdict, strict)) skip(`${level}: ${text}`);
  if (outcome === "error") throw failureAt(place, "NotJudged", text);
  if (outcome === "fail") throw failureAt(place, level, text);
}

/** An error that points to the call of `conformance`, because the stack of the judge does not help. */
function failureAt(place: Error, name: string, message: string): Error {
  const frames = (place.stack ?? "").split("\n").slice(1).join("\n");
  const failure = new Error(message);
  failure.name = name;
  failure.stack = `${name}: ${message}\n${frames}`;
  return failure;
}

function settingsOf(options: ConformanceOptions): RunSettings {
  const { target, client, features, headers, deviations, ...same } = options;
  const given: Partial<RunSettings> = {
    ...same,
    ...(target !== undefined && { target: typeof target === "string" ? target : target.name }),
    ...(client !== undefined && { client: [typeof client === "string" ? client : client.name] }),
    ...(features && { feature: features }),
    ...(headers && { header: Object.entries(headers) }),
    ...(typeof deviations === "string" && { deviations }),
  };
  // Callers without strict types may pass undefined members. Those count as not given.
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return runSettings(said, { cwd: process.cwd() }, { seed: SEED });
}

function nameOf({ target, client }: ConformanceOptions, settings: RunSettings): string {
  const own = [target, client].flatMap((its) => (typeof its === "object" ? its.name : []))[0];
  const { endpoint, driver } = settings;
  return own ?? settings.target ?? settings.client?.join() ?? endpoint ?? driver ?? "reference";
}

async function subjectOf(
  { target, client }: ConformanceOptions,
  settings: RunSettings,
  edition: string,
): Promise<RunSubject> {
  if (typeof target === "object") return { target };
  if (typeof client === "object") return { client };
  const [subject] = await selectSubjects(settings, edition, process.env);
  return subject as RunSubject;
}

function deviationsOf(
  { deviations }: ConformanceOptions,
  settings: RunSettings,
  subject: RunSubject,
): readonly Deviation[] {
  return typeof deviations === "object" ? deviations : readDeviations(settings.deviations, itself(subject));
}

/** Whether a clause is a known failure before anything runs, so that Vitest can count its test as an expected failure. */
function exactlyKnown(
  options: ConformanceOptions,
  settings: RunSettings,
  edition: string,
): (clause: Clause) => boolean {
  const { target, client } = options;
  const own = [target, client].find((its) => typeof its === "object");
  const isBuiltIn = settings.deviations === "builtin" && typeof options.deviations !== "object";
  // The deviations of a known subject are read only when it is loaded.
  if (isBuiltIn && own === undefined) return () => false;
  const deviations = deviationsOf(options, settings, { target: own as Target });
  const current = deviations.filter((entry) => !entry.versions && isCurrent(entry, edition, ""));
  return ({ id }) => current.some(({ clause }) => clause === id);
}

/** The clauses whose tests Vitest will run. The user may have selected tests by name. */
function selectedOf(suite: RunnerTestSuite, clauses: readonly Clause[]): readonly string[] {
  const left = new Set(
    suite.tasks.filter(({ mode }) => mode === "skip" || mode === "todo").map(({ name }) => name),
  );
  return clauses.map(({ id }) => id).filter((id) => !left.has(id));
}

/** A run in the background, while tests wait for its verdicts. */
interface BackgroundRun {
  /** Begins the run once. Resolves when the subject is ready. */
  begin(ids?: readonly string[]): Promise<void>;
  /** Aborts the run if it is in progress. Resolves when the subject is stopped. */
  end(): Promise<void>;
  verdict(id: string): Promise<ReportedVerdict>;
  textOf(verdict: ReportedVerdict): Promise<string>;
  report(): Promise<Report>;
  /** Faults that no test of a clause has reported: a failing gate without a test, a verdict that changed later, or a stale deviation. */
  surprises(report: Report): readonly string[];
}

function createBackgroundRun(
  options: ConformanceOptions,
  settings: RunSettings,
  { specification, known }: CountedClauses,
  baseline: Baseline | undefined,
): BackgroundRun {
  const collector = collectReport();
  const told = new Map<string, ReportedVerdict>();
  const waiting = new Map<string, PromiseWithResolvers<ReportedVerdict>>();
  const giveUp = new AbortController();
  const met = Promise.withResolvers<void>();
  met.promise.catch(() => {});
  let over: Promise<Report> | undefined;
  const isRepeatable = typeof options.target !== "object" && typeof options.client !== "object";
  const context: RunContext = {
    operations: specification.operations,
    strict: settings.strict,
    kind: bindsOf(settings) === "client" ? "client" : "endpoint",
    command: repeatingCommand(settings),
  };
  const waitFor = (id: string): PromiseWithResolvers<ReportedVerdict> => {
    const waits = waiting.get(id) ?? Promise.withResolvers<ReportedVerdict>();
    waits.promise.catch(() => {});
    waiting.set(id, waits);
    return waits;
  };

  const perform = async (ids: readonly string[] | undefined): Promise<Report> => {
    const subject = await subjectOf(options, settings, specification.edition);
    const common: CommonRunOptions = await runOptionsOf(
      settings,
      specification,
      settings.seed ?? SEED,
      process.env,
    );
    const events = run({
      ...common,
      ...subject,
      ...(ids && { only: ids }),
      deviations: deviationsOf(options, settings, subject).filter(known),
      ...(baseline && { baseline: baseline.excuse }),
      signal: giveUp.signal,
    });
    for await (const event of events) {
      const record = recordOf(event, context);
      if (record) collector.add(record);
      if (event.type === "run-started") met.resolve();
      if (event.type !== "verdict") continue;
      const { clause } = event.verdict;
      const verdict = collector.report().verdicts.find((one) => one.clause === clause) as ReportedVerdict;
      waitFor(clause).resolve(verdict);
    }
    return collector.report();
  };

  const begun = (ids?: readonly string[]): Promise<Report> => {
    over ??= perform(ids).then(
      (report) => {
        met.resolve();
        // An aborted run still has verdicts for the clauses that it did not reach.
        for (const verdict of report.verdicts) waitFor(verdict.clause).resolve(verdict);
        for (const [id, { reject }] of waiting) reject(new Error(`${id} was not judged`));
        return report;
      },
      (fault: unknown) => {
        met.reject(fault);
        for (const { reject } of waiting.values()) reject(fault);
        throw fault;
      },
    );
    over.catch(() => {});
    return over;
  };

  return {
    async begin(ids) {
      void begun(ids);
      await met.promise;
    },
    async end() {
      if (over) giveUp.abort();
      await over?.catch(() => {});
    },
    async verdict(id) {
      const verdict = await Promise.race([waitFor(id).promise, begun().then(() => waitFor(id).promise)]);
      told.set(id, verdict);
      return verdict;
    },
    async textOf(verdict) {
      const facts = factsOf(verdict, collector.report()).map((fact) =>
        fact.label === "again" && !isRepeatable
          ? { ...fact, text: `npx vitest run -t '${verdict.clause}'` }
          : fact,
      );
      return `${visible(verdict.says)}\n${factLines(facts, createStyle({ width: WIDTH, colour: false }), 2)}`;
    },
    report: () => begun(),
    surprises(report) {
      const changed = report.verdicts.filter((verdict) => {
        const before = told.get(verdict.clause);
        return isCounted(verdict, settings.strict) && (before === undefined || before.outcome !== "fail");
      });
      return [
        ...changed.map(({ clause, says }) => `${clause} fails: ${visible(says)}`),
        ...report.staleDeviations.map(({ clause, says }) => `deviation ${visible(clause)}: ${visible(says)}`),
      ];
    },
  };
}
