import { type OptionKind, type OptionValues, optionKinds } from "./option-kinds.ts";

/** One option: all that is known of it. */
export interface OptionRow {
  /** As commander reads it: `--ca <file>`. The row is named by it, in camel case. */
  readonly flag: string;
  /** For the help, and for the schema of config files. */
  readonly says: string;
  /** Its heading in the help of `run`. */
  readonly group: string;
  readonly value: keyof OptionValues;
  /** Bounds of a number. */
  readonly from?: number;
  readonly to?: number;
  /** What holds where nobody says otherwise; absent: nothing does. */
  readonly default?: unknown;
  /** The flag that says the opposite: `--no-feature <name>`. */
  readonly not?: { readonly flag: string; readonly says: string };
  /** Config files may say it, perhaps under another name and in other words; absent: it belongs to one run alone. */
  readonly config?: true | { readonly member?: string; readonly says?: string };
  /** Belongs into the line that performs a case again: without it another subject would be tested, or by other rules. */
  readonly repeats?: true;
}

/**
 * The options of `run`, in the order of its help. Everything else that knows options reads this table: the command line, config files
 * and their schema (`node scripts/config-schema.ts` writes it), the types, and the other commands, for the options that they share.
 */
export const options = {
  endpoint: {
    flag: "--endpoint <url>",
    says: "an endpoint, perhaps with a base path (or AWS_ENDPOINT_URL_LAMBDA)",
    group: "What is tested:",
    value: "text",
    config: true,
    repeats: true,
  },
  against: {
    flag: "--against <url|name>",
    says: "ask this endpoint or known target the same, and tell what both do not do alike, and who is right",
    group: "What is tested:",
    value: "text",
  },
  target: {
    flag: "--target <name>",
    says: "a known target, started and stopped by us, or ./mine.ts",
    group: "What is tested:",
    value: "pathOrName",
    config: true,
    repeats: true,
  },
  client: {
    flag: "--client <names>",
    says: "known clients instead of an endpoint, by the clauses that bind clients",
    group: "What is tested:",
    value: "names",
    repeats: true,
  },
  driver: {
    flag: "--driver <file>",
    says: "a client by the driver that you wrote for it",
    group: "What is tested:",
    value: "path",
    repeats: true,
  },
  function: {
    flag: "--function <name>",
    says: "name of the probe there (default: probe)",
    group: "What is tested:",
    value: "text",
    config: true,
    repeats: true,
  },
  region: {
    flag: "--region <region>",
    says: "its region (default: AWS_REGION, or what the probe tells)",
    group: "What is tested:",
    value: "text",
    config: true,
    repeats: true,
  },
  account: {
    flag: "--account <id>",
    says: "its account (default: what the probe tells)",
    group: "What is tested:",
    value: "account",
    config: true,
    repeats: true,
  },
  feature: {
    flag: "--feature <name>",
    says: "it has this feature",
    not: { flag: "--no-feature <name>", says: "it has not: clauses that need it are uncovered" },
    group: "What is tested:",
    value: "features",
    default: {},
    config: {
      member: "features",
      says: "what the subject is declared to have (true) and not to have (false)",
    },
    repeats: true,
  },
  collectorListen: {
    flag: "--collector-listen <address[:port]>",
    says: "where functions report that they ran (default: 127.0.0.1)",
    group: "What is tested:",
    value: "listenAddress",
    config: true,
    repeats: true,
  },
  collectorHost: {
    flag: "--collector-host <name>",
    says: "the name by which functions reach this machine: host.docker.internal",
    group: "What is tested:",
    value: "hostName",
    config: true,
    repeats: true,
  },
  // Not repeated: it may be secret.
  header: {
    flag: "--header <field>",
    says: "send 'Name: value' with each request",
    group: "What is tested:",
    value: "headers",
    default: [],
    config: { member: "headers", says: "header fields to send with each request, by their names" },
  },
  ca: {
    flag: "--ca <file>",
    says: "trust these certificates (PEM)",
    group: "What is tested:",
    value: "path",
    config: true,
    repeats: true,
  },
  insecure: {
    flag: "--insecure",
    says: "do not check certificates",
    group: "What is tested:",
    value: "on",
    default: false,
    config: true,
    repeats: true,
  },
  // In no config file: whoever calls a host that costs money says so each time.
  allowRemote: {
    flag: "--allow-remote",
    says: "call a host that is not this machine",
    group: "What is tested:",
    value: "on",
    default: false,
    repeats: true,
  },

  edition: {
    flag: "--edition <date>",
    says: "the API as of this day (default: the newest that is known)",
    group: "By which rules:",
    value: "day",
    config: true,
    repeats: true,
  },
  only: {
    flag: "--only <pattern>",
    says: "judge the clauses of this id or glob",
    group: "By which rules:",
    value: "texts",
    default: [],
    config: true,
  },
  skip: {
    flag: "--skip <pattern>",
    says: "do not judge those",
    group: "By which rules:",
    value: "texts",
    default: [],
    config: { says: "do not judge the clauses of this id or glob" },
  },
  shard: {
    flag: "--shard <part/parts>",
    says: "judge this part of the clauses, 1/4 to 4/4; merge joins the reports (same --seed)",
    group: "By which rules:",
    value: "shard",
  },
  strict: {
    flag: "--strict",
    says: "failing should clauses count too",
    group: "By which rules:",
    value: "on",
    default: false,
    config: true,
  },
  deviations: {
    flag: "--deviations <file>",
    says: "known failures that do not count, or builtin",
    group: "By which rules:",
    value: "pathOrBuiltin",
    config: { says: "a file of known failures that do not count, or builtin" },
  },
  baseline: {
    flag: "--baseline <report>",
    says: "an earlier report: only what fails newly against it counts",
    group: "By which rules:",
    value: "path",
    config: true,
  },
  clausesOf: {
    flag: "--clauses-of <version>",
    says: "judge the clauses that this released version had, at its levels",
    group: "By which rules:",
    value: "text",
    config: true,
    repeats: true,
  },
  updateDeviations: {
    flag: "--update-deviations",
    says: "write to that file what fails now; reasons are yours to give",
    group: "By which rules:",
    value: "on",
    default: false,
  },
  minCoverage: {
    flag: "--min-coverage <share>",
    says: "share of the must clauses to be judged",
    group: "By which rules:",
    value: "share",
    default: 0.5,
    config: true,
  },

  cases: {
    flag: "--cases <n>",
    says: "cases of a clause at the most",
    group: "How:",
    value: "wholeNumber",
    from: 1,
    default: 100,
    config: true,
  },
  seed: {
    flag: "--seed <n>",
    says: "makes the same cases again (default: any)",
    group: "How:",
    value: "wholeNumber",
    to: 4_294_967_295,
    config: true,
  },
  replay: {
    flag: "--replay <id>",
    says: "perform one case: CLAUSE:SEED:PATH or REPORT.json#CLAUSE",
    group: "How:",
    value: "text",
  },
  resume: {
    flag: "--resume <journal>",
    says: "go on with a run that did not end",
    group: "How:",
    value: "path",
  },
  concurrency: {
    flag: "--concurrency <n>",
    says: "requests at once (default: 4 for an emulator on this machine, else 16)",
    group: "How:",
    value: "wholeNumber",
    from: 1,
    config: true,
  },
  timeout: {
    flag: "--timeout <ms>",
    says: "the longest silence that is waited for; calls that should take less are given up earlier",
    group: "How:",
    value: "wholeNumber",
    from: 1,
    // A day. Timers end at 2^31 ms, and a whole reply is waited for ten times as long.
    to: 86_400_000,
    default: 120_000,
    config: { says: "the longest silence that is waited for, in ms" },
  },
  patience: {
    flag: "--patience <seconds>",
    says: "wait so long for what happens later: an event that runs, a dead letter (default: 20 on this machine, else 300)",
    group: "How:",
    value: "wholeNumber",
    from: 1,
    to: 86_400,
    config: { says: "how many seconds to wait for what happens later: an event that runs, a dead letter" },
    repeats: true,
  },
  maxCalls: {
    flag: "--max-calls <n>",
    says: "end the run after this many calls; calls in flight are finished",
    group: "How:",
    value: "wholeNumber",
    from: 1,
    config: true,
  },
  failFast: {
    flag: "--fail-fast",
    says: "end the run at the first failure that counts",
    group: "How:",
    value: "on",
    default: false,
    config: true,
  },
  dryRun: {
    flag: "--dry-run",
    says: "tell what would be sent, and send nothing",
    group: "How:",
    value: "on",
    default: false,
  },
  json: {
    flag: "--json",
    says: "with --dry-run: an object with the clauses and their cases",
    group: "How:",
    value: "on",
    default: false,
  },
  config: {
    flag: "--config <file>",
    says: "defaults for these options (default: lambda-conformance.config.json)",
    group: "How:",
    value: "path",
    repeats: true,
  },

  out: {
    flag: "--out <dir>",
    says: "folder for reports",
    group: "What is told:",
    value: "path",
    default: "conformance-report",
    config: true,
  },
  report: {
    flag: "--report <format[:path]>",
    says: "write this format too",
    group: "What is told:",
    value: "reports",
    default: [],
    config: { member: "reports", says: "further formats to write, FORMAT or FORMAT:PATH" },
  },
  record: {
    flag: "--record <file>",
    says: "write each exchange to this file, as HTTP Archive (HAR)",
    group: "What is told:",
    value: "path",
  },
  trace: {
    flag: "--trace",
    says: "print both sides of the wire",
    group: "What is told:",
    value: "on",
    default: false,
  },
  quiet: {
    flag: "--quiet",
    says: "print what came of it only: no head, no progress",
    group: "What is told:",
    value: "on",
    default: false,
  },
  color: {
    flag: "--no-color",
    says: "print without colours",
    group: "What is told:",
    value: "off",
    default: true,
  },
} as const;

export type OptionName = keyof typeof options;
type Row<N extends OptionName> = (typeof options)[N];
type Value<N extends OptionName> = OptionValues[Row<N>["value"]];
type With<Member> = { [N in OptionName]: Row<N> extends Member ? N : never }[OptionName];

/** The settings that hold where nobody says otherwise. */
export type RunDefaults = { readonly [N in With<{ readonly default: unknown }>]: Value<N> };

/** What a run is told. */
export type RunSettings = RunDefaults & { readonly [N in Exclude<OptionName, keyof RunDefaults>]?: Value<N> };

/** What commander gives of options that a command shares with `run`: those are always there whose default the help shows. */
export type OptionsGiven<N extends OptionName> = {
  readonly [M in N & With<{ readonly default: string | number | true }>]: Value<M>;
} & {
  readonly [M in Exclude<N, With<{ readonly default: string | number | true }>>]?: Value<M>;
};

export const optionNames: readonly OptionName[] = Object.keys(options) as OptionName[];

export function rowOf(name: OptionName): OptionRow {
  return options[name];
}

/** How the values of an option are read. */
export function kindOf(name: OptionName): OptionKind<unknown> {
  return optionKinds[options[name].value] as OptionKind<unknown>;
}

/** The member of config files that says the same; undefined where they may not. */
export function memberOf(name: OptionName): { readonly member: string; readonly says: string } | undefined {
  const { config, says } = rowOf(name);
  return config && { member: name, says, ...(config !== true && config) };
}

/** Settings made of what is told of each option; undefined: nothing. */
export function settingsFrom(tell: (name: OptionName) => unknown): Partial<RunSettings> {
  const told = optionNames.map((name) => [name, tell(name)] as const);
  return Object.fromEntries(told.filter(([, value]) => value !== undefined));
}

export const runDefaults: RunDefaults = settingsFrom((name) => rowOf(name).default) as RunDefaults;
