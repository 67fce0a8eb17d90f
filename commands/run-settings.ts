import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Io } from "./io.ts";
import { readDocument } from "./read-document.ts";

/** What a run is told: options of the command line over a config file over defaults. Paths are absolute. */
export interface RunSettings {
  readonly endpoint?: string;
  readonly target?: string;
  /** Known clients; `driver` is the path of one's own. */
  readonly client?: readonly string[];
  readonly driver?: string;
  readonly function?: string;
  readonly region?: string;
  readonly account?: string;
  readonly edition?: string;
  readonly strict: boolean;
  readonly features: Readonly<Record<string, boolean>>;
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly cases: number;
  readonly seed?: number;
  readonly concurrency: number;
  /** ms. */
  readonly timeout: number;
  /** `ADDRESS[:PORT]` where the collector listens, and the name that functions call it by. */
  readonly collectorListen?: string;
  readonly collectorHost?: string;
  readonly deviations?: string;
  readonly minCoverage: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly ca?: string;
  readonly insecure: boolean;
  readonly out: string;
  /** `FORMAT` or `FORMAT:PATH`. */
  readonly reports: readonly string[];
}

export const DEFAULTS: Required<Omit<RunSettings, Optional>> = {
  strict: false,
  features: {},
  only: [],
  skip: [],
  cases: 100,
  concurrency: 16,
  timeout: 20_000,
  minCoverage: 0.5,
  headers: [],
  insecure: false,
  out: "conformance-report",
  reports: [],
};

type Optional =
  | "endpoint"
  | "target"
  | "client"
  | "driver"
  | "function"
  | "region"
  | "account"
  | "edition"
  | "seed"
  | "collectorListen"
  | "collectorHost"
  | "deviations"
  | "ca";

const CONFIG = "lambda-conformance.config.json";

/**
 * Lays the options of the command line over those of the config file, which is the one given or that of the working folder.
 * @param standing what holds where neither of them says otherwise
 * @throws UserError for a config file that is not as its schema says
 */
export function runSettings(
  options: Partial<RunSettings> & { readonly config?: string },
  { cwd }: Pick<Io, "cwd">,
  standing: Partial<RunSettings> = {},
): RunSettings {
  const { config, ...given } = options;
  const file = config === undefined ? join(cwd, CONFIG) : resolve(cwd, config);
  const configured = config !== undefined || existsSync(file) ? fromFile(file) : {};
  // Naming a subject does away with the endpoint of the file, and the other way round.
  const { endpoint: _, target: __, ...rest } = configured;
  const { endpoint, target, client, driver } = given;
  const base = (endpoint ?? target ?? client ?? driver) ? rest : configured;
  return {
    ...DEFAULTS,
    out: resolve(cwd, DEFAULTS.out),
    ...standing,
    ...base,
    ...withPaths(given, cwd),
    features: { ...base.features, ...given.features },
  };
}

type Config = Omit<Partial<RunSettings>, "headers"> & {
  readonly $schema?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

function fromFile(file: string): Partial<RunSettings> {
  const { $schema: _, headers, ...config } = readDocument<Config>(file, "config");
  return withPaths({ ...config, ...(headers && { headers: Object.entries(headers) }) }, dirname(file));
}

/** Settings whose paths begin where they were written. */
function withPaths(settings: Partial<RunSettings>, base: string): Partial<RunSettings> {
  const { target, driver, deviations, ca, out, reports } = settings;
  return {
    ...settings,
    ...(target !== undefined && { target: /[\\/]/.test(target) ? resolve(base, target) : target }),
    ...(driver !== undefined && { driver: resolve(base, driver) }),
    ...(deviations !== undefined && {
      deviations: deviations === "builtin" ? deviations : resolve(base, deviations),
    }),
    ...(ca !== undefined && { ca: resolve(base, ca) }),
    ...(out !== undefined && { out: resolve(base, out) }),
    ...(reports && { reports: reports.map((report) => withPath(report, base)) }),
  };
}

function withPath(report: string, base: string): string {
  const [, format = "", path] = /^([^:]*)(?::(.*))?$/s.exec(report) ?? [];
  return path === undefined || path === "-" ? report : `${format}:${resolve(base, path)}`;
}
