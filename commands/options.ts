import { type OptionKind, type OptionValues, optionKinds } from "./option-kinds.ts";

/** One option, with everything that is known about it. */
export interface OptionRow {
  /** The flag in commander's notation: `--ca <file>`. The name of the row is the flag in camel case. */
  readonly flag: string;
  /** Description for the help and for the schema of config files. */
  readonly says: string;
  /** Its heading in the help of `run`. */
  readonly group: string;
  readonly value: keyof OptionValues;
  /** Bounds of a number. */
  readonly from?: number;
  readonly to?: number;
  /** The default value. Absent: there is no default. */
  readonly default?: unknown;
  /** The opposite flag: `--no-feature <name>`. */
  readonly not?: { readonly flag: string; readonly says: string };
  /**
   * Set if config files may set it, perhaps under another name or with another description. Absent if it makes sense for a single run only.
   */
  readonly config?: true | { readonly member?: string; readonly says?: string };
  /** Set if the command that replays a case must include it. Otherwise that command would test another subject or use other rules. */
  readonly repeats?: true;
}

/**
 * The options of `run`, in the order of its help. Everything that handles options reads this table: the command line, the types, config files and
 * their schema (`node scripts/config-schema.ts` writes it), and the other commands for the options that they share.
 */
export const options = {
  endpoint: {
    flag: "--endpoint <url>",
    says: "URL of the endpoint, with its base path if it has one (default: AWS_ENDPOINT_URL_LAMBDA)",
    group: "Subject:",
    value: "text",
    config: true,
    repeats: true,
  },
  against: {
    flag: "--against <url|name>",
    says: "send the same requests to this endpoint or known target, and show where the two differ and which one is right",
    group: "Subject:",
    value: "text",
  },
  target: {
    flag: "--target <name>",
    says: "a known target, started and stopped for you, or a target file of your own: ./mine.ts",
    group: "Subject:",
    value: "pathOrName",
    config: true,
    repeats: true,
  },
  client: {
    flag: "--client <names>",
    says: "test these known clients instead of an endpoint; separate several with commas",
    group: "Subject:",
    value: "names",
    repeats: true,
  },
  driver: {
    flag: "--driver <file>",
    says: "test your own client through the driver that you wrote for it",
    group: "Subject:",
    value: "path",
    repeats: true,
  },
  function: {
    flag: "--function <name>",
    says: "name of the probe function (default: probe)",
    group: "Subject:",
    value: "text",
    config: true,
    repeats: true,
  },
  region: {
    flag: "--region <region>",
    says: "region of the endpoint (default: AWS_REGION, or the region that the probe reports)",
    group: "Subject:",
    value: "text",
    config: true,
    repeats: true,
  },
  account: {
    flag: "--account <id>",
    says: "account of the endpoint (default: the account that the probe reports)",
    group: "Subject:",
    value: "account",
    config: true,
    repeats: true,
  },
  feature: {
    flag: "--feature <name>",
    says: "the subject supports this feature",
    not: {
      flag: "--no-feature <name>",
      says: "the subject does not support this feature: skip the clauses that need it",
    },
    group: "Subject:",
    value: "features",
    default: {},
    config: {
      member: "features",
      says: "features that the subject supports (true) and does not support (false)",
    },
    repeats: true,
  },
  collectorListen: {
    flag: "--collector-listen <address[:port]>",
    says: "address that functions report to after they run (default: 127.0.0.1)",
    group: "Subject:",
    value: "listenAddress",
    config: true,
    repeats: true,
  },
  collectorHost: {
    flag: "--collector-host <name>",
    says: "host name under which functions reach this machine, for example host.docker.internal",
    group: "Subject:",
    value: "hostName",
    config: true,
    repeats: true,
  },
  // The command that replays a case leaves it out, because it may be secret.
  header: {
    flag: "--header <field>",
    says: "send this header, 'Name: value', with each request",
    group: "Subject:",
    value: "headers",
    default: [],
    config: { member: "headers", says: "headers to send with each request, by name" },
  },
  ca: {
    flag: "--ca <file>",
    says: "trust the certificates in this PEM file",
    group: "Subject:",
    value: "path",
    config: true,
    repeats: true,
  },
  insecure: {
    flag: "--insecure",
    says: "do not verify TLS certificates",
    group: "Subject:",
    value: "on",
    default: false,
    config: true,
    repeats: true,
  },
  // Config files may not set it: calls to such a host may cost money, so a user must allow them each time.
  allowRemote: {
    flag: "--allow-remote",
    says: "allow calls to a host other than this machine",
    group: "Subject:",
    value: "on",
    default: false,
    repeats: true,
  },

  edition: {
    flag: "--edition <date>",
    says: "use the API as of this date (default: the newest edition)",
    group: "Clauses and known failures:",
    value: "day",
    config: true,
    repeats: true,
  },
  only: {
    flag: "--only <pattern>",
    says: "judge only the clauses whose id matches this glob",
    group: "Clauses and known failures:",
    value: "texts",
    default: [],
    config: true,
  },
  skip: {
    flag: "--skip <pattern>",
    says: "leave out the clauses whose id matches this glob",
    group: "Clauses and known failures:",
    value: "texts",
    default: [],
    config: { says: "leave out the clauses whose id matches this glob" },
  },
  shard: {
    flag: "--shard <part/parts>",
    says: "judge one part of the clauses, for example 1/4; give all parts the same --seed, then merge their reports",
    group: "Clauses and known failures:",
    value: "shard",
  },
  strict: {
    flag: "--strict",
    says: "count failures of should clauses as well",
    group: "Clauses and known failures:",
    value: "on",
    default: false,
    config: true,
  },
  deviations: {
    flag: "--deviations <file>",
    says: "file of known failures that do not count; builtin: the list that comes with a known target or client",
    group: "Clauses and known failures:",
    value: "pathOrBuiltin",
    config: {
      says: "file of known failures that do not count; builtin: the list that comes with a known target or client",
    },
  },
  baseline: {
    flag: "--baseline <report>",
    says: "count only failures that this earlier report does not have",
    group: "Clauses and known failures:",
    value: "path",
    config: true,
  },
  clausesOf: {
    flag: "--clauses-of <version>",
    says: "judge the clauses of this released version, at the levels that they had then",
    group: "Clauses and known failures:",
    value: "text",
    config: true,
    repeats: true,
  },
  updateDeviations: {
    flag: "--update-deviations",
    says: "write the failures of this run to the deviations file; you fill in the reasons",
    group: "Clauses and known failures:",
    value: "on",
    default: false,
  },
  minCoverage: {
    flag: "--min-coverage <share>",
    says: "the run is undecided if it judges a smaller share of the must clauses",
    group: "Clauses and known failures:",
    value: "share",
    default: 0.5,
    config: true,
  },

  cases: {
    flag: "--cases <n>",
    says: "maximum number of cases per clause",
    group: "Execution:",
    value: "wholeNumber",
    from: 1,
    default: 100,
    config: true,
  },
  seed: {
    flag: "--seed <n>",
    says: "draw the same cases as an earlier run with this seed (default: random)",
    group: "Execution:",
    value: "wholeNumber",
    to: 4_294_967_295,
    config: true,
  },
  replay: {
    flag: "--replay <id>",
    says: "repeat one case: CLAUSE:SEED:PATH or REPORT.json#CLAUSE",
    group: "Execution:",
    value: "text",
  },
  resume: {
    flag: "--resume <journal>",
    says: "continue the interrupted run that wrote this journal",
    group: "Execution:",
    value: "path",
  },
  concurrency: {
    flag: "--concurrency <n>",
    says: "maximum number of requests in flight at a time (default: 4 for an endpoint on this machine, 16 elsewhere)",
    group: "Execution:",
    value: "wholeNumber",
    from: 1,
    config: true,
  },
  timeout: {
    flag: "--timeout <ms>",
    says: "longest wait for a response; shorter for calls that should be quick",
    group: "Execution:",
    value: "wholeNumber",
    from: 1,
    // One day, in ms. Timers end at 2^31 ms, and the wait for a whole reply is ten times as long.
    to: 86_400_000,
    default: 120_000,
    config: { says: "longest wait for a response, in ms" },
  },
  patience: {
    flag: "--patience <seconds>",
    says: "longest wait for what happens after the response, such as an event that runs (default: 20 on this machine, 300 elsewhere)",
    group: "Execution:",
    value: "wholeNumber",
    from: 1,
    to: 86_400,
    config: {
      says: "longest wait, in seconds, for what happens after the response, such as an event that runs",
    },
    repeats: true,
  },
  maxCalls: {
    flag: "--max-calls <n>",
    says: "stop after this many calls; calls in flight are finished",
    group: "Execution:",
    value: "wholeNumber",
    from: 1,
    config: true,
  },
  failFast: {
    flag: "--fail-fast",
    says: "stop at the first failure that counts",
    group: "Execution:",
    value: "on",
    default: false,
    config: true,
  },
  dryRun: {
    flag: "--dry-run",
    says: "print what would be sent, and send nothing",
    group: "Execution:",
    value: "on",
    default: false,
  },
  json: {
    flag: "--json",
    says: "with --dry-run: print an object with the clauses and their cases",
    group: "Execution:",
    value: "on",
    default: false,
  },
  config: {
    flag: "--config <file>",
    says: "read defaults for these options from this file (default: lambda-conformance.config.json)",
    group: "Execution:",
    value: "path",
    repeats: true,
  },

  out: {
    flag: "--out <dir>",
    says: "folder for reports",
    group: "Output:",
    value: "path",
    default: "conformance-report",
    config: true,
  },
  report: {
    flag: "--report <format[:path]>",
    says: "write a report in this format as well",
    group: "Output:",
    value: "reports",
    default: [],
    config: { member: "reports", says: "formats of further reports: FORMAT or FORMAT:PATH" },
  },
  record: {
    flag: "--record <file>",
    says: "write all exchanges to this HTTP Archive (HAR) file",
    group: "Output:",
    value: "path",
  },
  trace: {
    flag: "--trace",
    says: "print each request and response",
    group: "Output:",
    value: "on",
    default: false,
  },
  quiet: {
    flag: "--quiet",
    says: "print only the result, without heading or progress",
    group: "Output:",
    value: "on",
    default: false,
  },
  color: {
    flag: "--no-color",
    says: "print without colors",
    group: "Output:",
    value: "off",
    default: true,
  },
} as const;

export type OptionName = keyof typeof options;
type Row<N extends OptionName> = (typeof options)[N];
type Value<N extends OptionName> = OptionValues[Row<N>["value"]];
type With<Member> = { [N in OptionName]: Row<N> extends Member ? N : never }[OptionName];

/** The settings that have a default. */
export type RunDefaults = { readonly [N in With<{ readonly default: unknown }>]: Value<N> };

/** All settings of a run. */
export type RunSettings = RunDefaults & { readonly [N in Exclude<OptionName, keyof RunDefaults>]?: Value<N> };

/** The values that commander returns for options that a command shares with `run`. Those whose default the help shows are always set. */
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

/** The corresponding member of config files, or undefined if they may not set the option. */
export function memberOf(name: OptionName): { readonly member: string; readonly says: string } | undefined {
  const { config, says } = rowOf(name);
  return config && { member: name, says, ...(config !== true && config) };
}

/** Settings from a function that gives the value of each option, or undefined for none. */
export function settingsFrom(tell: (name: OptionName) => unknown): Partial<RunSettings> {
  const told = optionNames.map((name) => [name, tell(name)] as const);
  return Object.fromEntries(told.filter(([, value]) => value !== undefined));
}

export const runDefaults: RunDefaults = settingsFrom((name) => rowOf(name).default) as RunDefaults;
