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
 * Combines the options of the command line with those of the config file, which is the given one or that of the working folder. The command
 * line wins. Relative paths become absolute. Their base is the working folder, or for a config file, its own folder.
 * @param standing settings that apply if neither of them sets them
 * @throws UserError that names the member and what it wants, for an invalid value in the config file
 */
export function runSettings(
  given: Partial<RunSettings>,
  { cwd }: Pick<Io, "cwd">,
  standing: Partial<RunSettings> = {},
): RunSettings {
  const file = given.config === undefined ? join(cwd, CONFIG) : resolve(cwd, given.config);
  const configured = given.config !== undefined || existsSync(file) ? readConfig(file) : {};
  // A subject on the command line overrides the endpoint of the file, and the other way round.
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

/**
 * The value in a config file, read by the same parser as on the command line.
 * @throws UserError
 */
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
