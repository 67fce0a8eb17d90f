/** The door for vitest: one test for each clause, in a project of yours. */
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
 * What is tested, and how. The names are those of the options of `run`; a `lambda-conformance.config.json` in the working folder holds
 * here, too, and what is given here wins. Paths begin at the working folder.
 */
export interface ConformanceOptions {
  /** URL of an endpoint, perhaps with a base path. Default: the built-in reference. */
  readonly endpoint?: string;
  /** A known target by name, a module by path (`./mine.ts`), or a target that you made. */
  readonly target?: string | Target;
  /** A known client by name, or a client that you made: it is judged by the clauses that bind clients. */
  readonly client?: string | Client;
  /** Path of a driver that you wrote for a client. */
  readonly driver?: string;
  /** Name of the probe; default `probe`. */
  readonly function?: string;
  readonly region?: string;
  /** Twelve digits. */
  readonly account?: string;
  /** Features that the subject is declared to have (true) and not to have (false). */
  readonly features?: Readonly<Record<string, boolean>>;
  /** Header fields to send with each request, by their names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Path of a PEM file with certificates to trust. */
  readonly ca?: string;
  readonly insecure?: boolean;
  readonly allowRemote?: boolean;
  /** `ADDRESS[:PORT]` where functions report that they ran; default `127.0.0.1`. */
  readonly collectorListen?: string;
  readonly collectorHost?: string;
  /** The API as of this day, YYYY-MM-DD; default: the newest that is known. */
  readonly edition?: string;
  /** Ids or globs of the clauses that are judged; default: all. */
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** Whether a `should` clause that fails is a failing test; else it is skipped with its reason. */
  readonly strict?: boolean;
  /** Known failures: a list, the path of a file, or `builtin` for those of a known subject. */
  readonly deviations?: string | readonly Deviation[];
  /** Path of the report of an earlier run: only what fails newly fails a test. */
  readonly baseline?: string;
  /** A released version, whose clauses are judged and no newer ones. */
  readonly clausesOf?: string;
  /** Share of the `must` clauses to be judged, 0 to 1; default 0.5. */
  readonly minCoverage?: number;
  /** Cases of a clause at the most; default 100. */
  readonly cases?: number;
  /** Default 1, so that each run makes the same cases. */
  readonly seed?: number;
  /** Requests at once; default 4 for an endpoint on this machine, else 16. */
  readonly concurrency?: number;
  /** The longest silence that is waited for, in ms; default 120,000. */
  readonly timeout?: number;
  /** Path of a config file; default: `lambda-conformance.config.json` where there is one. */
  readonly config?: string;
}

/** The tests that were registered. */
export interface Conformance {
  /** Ids of the clauses that have a test, in the order of the specification. */
  readonly clauses: readonly string[];
  /**
   * The report of the run, when it is over. Called in a test it waits for the run, and begins one if no test of a clause did.
   * Rejects with a UserError where the subject cannot be tested.
   */
  report(): Promise<Report>;
}

const SEED = 1;
const WIDTH = 100;

/**
 * Registers a test for each clause, and one for the run as a whole, in a `describe` of its own. The clauses are judged by one run, which
 * begins when the first of these tests does, judges those that vitest has selected, and settles each test as soon as its verdict is known.
 *
 * - pass, noted: the test passes.
 * - fail: the test fails, with what the terminal tells of the failure. Covered by a deviation it is an expected failure. Of a level that
 *   does not count (`should` without `strict`) it is skipped.
 * - uncovered: the test is skipped, with the reason.
 * - error: the test fails with the reason; that of a `may` clause is skipped.
 *
 * The test of the run fails for a deviation that is stale, a missing probe, and a coverage that is too low.
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
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern which fixtures are wanted
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

/** What came of a clause, and how it is to be taken. */
interface Settled {
  readonly verdict: ReportedVerdict;
  /** Whether it was judged in the baseline: that it could not be is news then. */
  readonly isNew: boolean;
  readonly text: string;
  readonly strict: boolean;
}

/** Ends the test of a clause as its verdict demands. */
function settle(
  { verdict, isNew, text, strict }: Settled,
  { task, skip }: Pick<TestContext, "task" | "skip">,
  place: Error,
): void {
  const { outcome, level, because = "", deviation } = verdict;
  // Vitest looks at it when the test is over.
  const isExpected = outcome === "fail" && deviation !== undefined;
  Object.assign(task, { fails: isExpected });
  if (outcome === "uncovered") skip(visible(because));
  if (outcome === "error" && (level === "may" || !isNew)) skip(visible(because));
  if (outcome === "fail" && !isExpected && !isCounted(verdict, strict)) skip(`${level}: ${text}`);
  if (outcome === "error") throw failureAt(place, "NotJudged", text);
  if (outcome === "fail") throw failureAt(place, level, text);
}

/** An error that points to the call of `conformance`: the judge's own frames say nothing. */
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
  // Callers without strict types may give members that are undefined: those say nothing.
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

/** Whether a clause is named as a known failure before anything ran, so that vitest can count its test as an expected failure. */
function exactlyKnown(
  options: ConformanceOptions,
  settings: RunSettings,
  edition: string,
): (clause: Clause) => boolean {
  const { target, client } = options;
  const own = [target, client].find((its) => typeof its === "object");
  const isBuiltIn = settings.deviations === "builtin" && typeof options.deviations !== "object";
  // Those of a known subject are read when it is loaded.
  if (isBuiltIn && own === undefined) return () => false;
  const deviations = deviationsOf(options, settings, { target: own as Target });
  const current = deviations.filter((entry) => !entry.versions && isCurrent(entry, edition, ""));
  return ({ id }) => current.some(({ clause }) => clause === id);
}

/** The clauses whose tests vitest is to run: a name may have been asked for. */
function selectedOf(suite: RunnerTestSuite, clauses: readonly Clause[]): readonly string[] {
  const left = new Set(
    suite.tasks.filter(({ mode }) => mode === "skip" || mode === "todo").map(({ name }) => name),
  );
  return clauses.map(({ id }) => id).filter((id) => !left.has(id));
}

/** A run that goes on while tests wait for its verdicts. */
interface BackgroundRun {
  /** Begins the run, once; resolves when the subject was met. */
  begin(ids?: readonly string[]): Promise<void>;
  /** Gives up what is under way; resolves when the subject is stopped. */
  end(): Promise<void>;
  verdict(id: string): Promise<ReportedVerdict>;
  textOf(verdict: ReportedVerdict): Promise<string>;
  report(): Promise<Report>;
  /** What no test of a clause has told: a failing gate that has none, a verdict that changed afterwards, a stale deviation. */
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
        // One that was given up has verdicts for what it did not reach.
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
