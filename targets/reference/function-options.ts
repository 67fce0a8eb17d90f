import { statSync } from "node:fs";
import { basename, extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { UserError } from "../../specs/user-error.ts";
import { type FunctionCode, inProcessCode, nodeCode } from "./function-code.ts";
import type { FunctionHandler } from "./function-handler.ts";
import { NO_OUTPUT } from "./function-output.ts";
import {
  DEFAULT_MEMORY,
  DEFAULT_TIMEOUT,
  LATEST,
  type LambdaFunction,
  type WeightedVersion,
  weighted,
} from "./lambda-function.ts";
import { streams } from "./node-handler.mjs";

/**
 * A handler: either a function, which runs in this process, or a module and the name of its export. The module is written as
 * `./handler.mjs#handler`, or as in Lambda, `handler.handler`. It runs in a worker thread with its own environment variables. The default
 * export name is `handler`.
 */
export type HandlerOption = FunctionHandler | string;

/** A function of your own. */
export interface FunctionOptions {
  readonly handler: HandlerOption;
  /** Timeout in seconds, at most 900; default 3. A function in this process runs on after its timeout, but its result is ignored. */
  readonly timeout?: number;
  /** Megabytes, 128 to 10,240; default 128. The context reports this value; it does not limit code in this process. */
  readonly memory?: number;
  /** Published versions: their numbers, or the code of each by its number. */
  readonly versions?: readonly (number | string)[] | Readonly<Record<string, HandlerOption>>;
  /** Aliases by name. Each names a version, or a version and the shares (0 to 1) that other versions get. */
  readonly aliases?: Readonly<Record<string, number | string | AliasOptions>>;
  /** How many invocations may run at once; with 0, none. Default: any number. */
  readonly reservedConcurrency?: number;
  /** Environment variables. A function in this process also sees those of the process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What an alias of a function points to: a version, and the shares (0 to 1, by version) of the invocations that other versions get. */
export interface AliasOptions {
  readonly version: number | string;
  readonly weights: Readonly<Record<string, number>>;
}

/** Extensions of modules, in search order. */
const EXTENSIONS = [".mjs", ".js", ".cjs", ".mts", ".ts", ".cts"];
const MOST_SECONDS = 900;
const OPTIONS: ReadonlySet<string> = new Set<keyof FunctionOptions>([
  "handler",
  "timeout",
  "memory",
  "versions",
  "aliases",
  "reservedConcurrency",
  "environment",
]);

interface Surroundings {
  /** The folder that paths are relative to. */
  readonly folder: string;
  /** Receives the log of the functions. */
  readonly log?: ((text: string, functionName: string) => void) | undefined;
  /** Functions whose names are taken. */
  readonly others: readonly LambdaFunction[];
}

/**
 * Functions for the reference, from their options.
 * @throws UserError for invalid options
 */
export function functionsOf(
  functions: Readonly<Record<string, FunctionOptions>>,
  surroundings: Surroundings,
): LambdaFunction[] {
  const { others } = surroundings;
  const taken = new Set(others.map(({ name }) => name));
  return Object.entries(functions).map(([name, options]) => {
    if (!/^[a-zA-Z0-9-_]{1,64}$/.test(name)) {
      throw new UserError(
        `function ${JSON.stringify(name)}: a name is 1 to 64 letters, digits, hyphens and underscores`,
      );
    }
    if (taken.has(name)) {
      throw new UserError(
        `function ${name}: the probe or one of its companions has this name; rename the probe with the option "function"`,
      );
    }
    return functionOf(name, options, surroundings);
  });
}

function functionOf(name: string, options: FunctionOptions, { folder, log }: Surroundings): LambdaFunction {
  const fail = (what: string): never => {
    throw new UserError(`function ${name}: ${what}`);
  };
  const unknown = Object.keys(options).find((option) => !OPTIONS.has(option));
  if (unknown !== undefined) fail(`there is no option ${unknown}; use one of ${[...OPTIONS].join(", ")}`);
  const { timeout = DEFAULT_TIMEOUT, memory = DEFAULT_MEMORY, environment = {} } = options;
  const { reservedConcurrency = Number.POSITIVE_INFINITY } = options;
  if (!(Number.isFinite(timeout) && timeout > 0 && timeout <= MOST_SECONDS)) {
    fail(
      `timeout must be a number of seconds, more than 0 and at most ${MOST_SECONDS}, not ${JSON.stringify(timeout)}`,
    );
  }
  if (!(Number.isInteger(memory) && memory >= 128 && memory <= 10_240)) {
    fail(`memory must be a whole number of MB from 128 to 10240, not ${JSON.stringify(memory)}`);
  }
  if (!(typeof reservedConcurrency === "number" && reservedConcurrency >= 0))
    fail(`reservedConcurrency must be a number, 0 or more, not ${JSON.stringify(reservedConcurrency)}`);
  for (const [variable, value] of Object.entries(environment)) {
    if (typeof value !== "string") fail(`the environment variable ${variable} must be a string`);
  }
  const versions = versionsOf(options, folder, fail);
  const latest = versions.get(LATEST) as FunctionCode;
  return {
    name,
    code: (version) => versions.get(version) ?? latest,
    environment: { LAMBDA_TASK_ROOT: folder, ...environment },
    // The output is not known before the function runs.
    output: () => NO_OUTPUT,
    ...(log && { hearLog: (text) => log(text, name) }),
    streams: typeof options.handler === "function" && streams(options.handler),
    timeoutMs: timeout * 1000,
    memoryMb: memory,
    qualifiers: qualifiersOf(options, versions, fail),
    concurrency: reservedConcurrency,
    tenancy: false,
    durable: false,
    deadLetters: false,
    destinations: false,
    expires: false,
  };
}

type Fail = (what: string) => never;

function versionsOf(
  { handler, versions = [] }: FunctionOptions,
  folder: string,
  fail: Fail,
): Map<string, FunctionCode> {
  const latest = codeOf(handler, folder, fail);
  const entries: [string, FunctionCode][] = Array.isArray(versions)
    ? versions.map((version) => [String(version), latest])
    : Object.entries(versions).map(([version, its]) => [version, codeOf(its as HandlerOption, folder, fail)]);
  for (const [version] of entries) {
    if (!/^[1-9][0-9]*$/.test(version))
      fail(`${JSON.stringify(version)} is not a version: a version is a number from 1`);
  }
  return new Map([[LATEST, latest], ...entries]);
}

function qualifiersOf(
  { aliases = {} }: FunctionOptions,
  versions: ReadonlyMap<string, FunctionCode>,
  fail: Fail,
): Map<string, readonly WeightedVersion[]> {
  const qualifiers = new Map([...versions.keys()].map((version) => [version, weighted(version)]));
  for (const [alias, its] of Object.entries(aliases)) {
    const { version, weights = {} } = typeof its === "object" ? its : { version: its };
    if (!/^(?!\d+$)[a-zA-Z0-9-_]{1,128}$/.test(alias)) {
      fail(
        `${JSON.stringify(alias)} is not an alias: an alias consists of letters, digits, hyphens and underscores, and is not a number`,
      );
    }
    for (const named of [String(version), ...Object.keys(weights)]) {
      if (!versions.has(named)) {
        fail(`the alias ${alias} names version ${named}, which does not exist: add it to "versions"`);
      }
    }
    const shares = Object.values(weights);
    if (!(shares.every((share) => share >= 0) && shares.reduce((sum, share) => sum + share, 0) <= 1)) {
      fail(`the weights of the alias ${alias} must be 0 or more, and at most 1 together`);
    }
    qualifiers.set(alias, weighted(String(version), weights));
  }
  return qualifiers;
}

function codeOf(handler: HandlerOption, folder: string, fail: Fail): FunctionCode {
  if (typeof handler === "function") return inProcessCode(handler);
  if (typeof handler !== "string") {
    return fail('handler must be a function, or a path such as "./handler.mjs#handler"');
  }
  const [path, name] = placeOf(handler, folder);
  const file = fileOf(path, folder);
  if (file === undefined) {
    return fail(`there is no module for the handler ${handler}: name a file, such as ./handler.mjs#handler`);
  }
  if (name === "") return fail(`the handler ${handler} names no export: write ${path}#handler`);
  const module = basename(file, extname(file));
  return nodeCode({ file: pathToFileURL(file).href, module, handler: name, hides: false });
}

/** The absolute path of the module that a handler names, and the name of its export; undefined when there is no such file. */
export function handlerModule(
  handler: string,
  folder: string,
): { readonly file: string; readonly name: string } | undefined {
  const [path, name] = placeOf(handler, folder);
  const file = fileOf(path, folder);
  return file === undefined ? undefined : { file, name };
}

/** The path of a module and the name of its export. */
function placeOf(handler: string, folder: string): readonly [path: string, name: string] {
  const hash = handler.lastIndexOf("#");
  if (hash !== -1) return [handler.slice(0, hash), handler.slice(hash + 1)];
  if (fileOf(handler, folder) !== undefined) return [handler, "handler"];
  const dot = handler.lastIndexOf(".");
  return [handler.slice(0, Math.max(0, dot)), handler.slice(dot + 1)];
}

/** The file of a module, with its extension or without. */
function fileOf(path: string, folder: string): string | undefined {
  if (path === "") return undefined;
  const whole = resolve(folder, path);
  return [whole, ...EXTENSIONS.map((extension) => whole + extension)].find(
    (candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile() === true,
  );
}
