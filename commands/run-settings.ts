import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { readDocument } from "../specs/read-document.ts";
import { UserError } from "../specs/user-error.ts";
import type { Io } from "./io.ts";
import type { Written } from "./option-kinds.ts";
import { UnfitValue } from "./option-values.ts";
import {
  kindOf,
  memberOf,
  type OptionName,
  type RunSettings,
  rowOf,
  runDefaults,
  settingsFrom,
} from "./options.ts";

/** The config file of the working folder. */
export const CONFIG = "lambda-conformance.config.json";

/**
 * Lays what was given on the command line over what the config file says, which is the one given or that of the working folder. Paths
 * become absolute: they begin where they were written.
 * @param standing what holds where neither of them says otherwise
 * @throws UserError for a config file that says what no option can be told: with the member, and what it wants
 */
export function runSettings(
  given: Partial<RunSettings>,
  { cwd }: Pick<Io, "cwd">,
  standing: Partial<RunSettings> = {},
): RunSettings {
  const file = given.config === undefined ? join(cwd, CONFIG) : resolve(cwd, given.config);
  const configured = given.config !== undefined || existsSync(file) ? readConfig(file) : {};
  // Naming a subject does away with the endpoint of the file, and the other way round.
  const { endpoint: _, target: __, ...rest } = configured;
  const { endpoint, target, client, driver } = given;
  const base = (endpoint ?? target ?? client ?? driver) ? rest : configured;
  return {
    ...runDefaults,
    ...withPaths(runDefaults, cwd),
    ...standing,
    ...base,
    ...withPaths(given, cwd),
    feature: { ...base.feature, ...given.feature },
  };
}

function readConfig(file: string): Partial<RunSettings> {
  const document = readDocument<Readonly<Record<string, unknown>>>(file, "config");
  const settings = settingsFrom((name) => {
    const { member } = memberOf(name) ?? {};
    const written = member === undefined ? undefined : document[member];
    return written === undefined ? undefined : readValue(name, written, `${file}: /${member}`);
  });
  return withPaths(settings, dirname(file));
}

/** What a config file says, read by the same parser as the command line. @throws UserError */
function readValue(name: OptionName, written: unknown, place: string): unknown {
  const { parse, asArguments } = kindOf(name);
  if (!parse) return written;
  let value: unknown = Array.isArray(rowOf(name).default) ? [] : undefined;
  for (const { at, argument, negated = false } of asArguments?.(written as never) ?? inOrder(written)) {
    try {
      value = parse(argument, value, rowOf(name), negated);
    } catch (error) {
      if (error instanceof UnfitValue) throw new UserError(`${place}${at}: must be ${error.wants}`);
      throw error;
    }
  }
  return value;
}

function inOrder(written: unknown): Written[] {
  if (!Array.isArray(written)) return [{ at: "", argument: String(written) }];
  return written.map((argument, index) => ({ at: `/${index}`, argument: String(argument) }));
}

function withPaths(settings: Partial<RunSettings>, base: string): Partial<RunSettings> {
  return settingsFrom((name) => {
    const value = settings[name];
    const { resolve } = kindOf(name);
    return value === undefined || !resolve ? value : resolve(value, base);
  });
}
