import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { readDocument } from "../../specs/read-document.ts";
import { UserError } from "../../specs/user-error.ts";
import type { Deviation } from "../../targets/target.ts";
import { buildOnce } from "./build-once.ts";
import type { Client } from "./client.ts";
import { type ProcessClientOptions, processClient } from "./process-client.ts";
import { type ToolchainName, toolchains } from "./toolchains.ts";

/** `client.json` of a known client. */
interface ClientDocument {
  /** The ways to start its driver, in order of preference. `node` is the Node.js of this process. */
  readonly commands: ProcessClientOptions["commands"];
  /** What builds its driver. The commands are then started in the built copy of the folder. */
  readonly toolchain?: ToolchainName;
  /** Without a toolchain: what the client needs, and the line that installs it. */
  readonly needs?: string;
  /** Further ways to use the same client, by name: the additional arguments of its driver. */
  readonly profiles?: Readonly<Record<string, readonly string[]>>;
}

/** The names of the known clients. Each has a folder beside this file, or is a profile of a client that has one. */
export function knownClientNames(): string[] {
  return [...places().keys()].sort();
}

/**
 * A known client, by name.
 * @throws UserError when there is none
 */
export function knownClient(name: string): Client {
  const { folder, more } = placeOf(name);
  const document = documentOf(folder);
  const { commands, toolchain } = document;
  const built = toolchain && buildOnce(basename(folder), folder, toolchains[toolchain]);
  return processClient({
    name,
    folder: built?.folder ?? folder,
    needs: needsIn(document),
    commands: commands.map(
      ([command, ...args]) => [program(command), ...args.map((arg) => ours(folder, arg)), ...more] as const,
    ),
    deviations: deviationsOf(folder, name),
    ...(built && { build: built.run }),
  });
}

/** What a known client needs, and the line that installs it; undefined when nothing else is needed. */
export function needsOf(name: string): string | undefined {
  return needsIn(documentOf(placeOf(name).folder));
}

function needsIn({ needs, toolchain }: ClientDocument): string | undefined {
  return needs ?? (toolchain && toolchains[toolchain].needs);
}

/** The folder where the driver of a known client is or will be built, with its SDK; undefined for a driver that is not built. */
export function buildFolder(name: string): string | undefined {
  const { folder } = placeOf(name);
  const { toolchain } = documentOf(folder);
  return toolchain && buildOnce(basename(folder), folder, toolchains[toolchain]).folder;
}

interface Place {
  readonly folder: string;
  /** Additional arguments that make the driver act as this client. */
  readonly more: readonly string[];
}

/** @throws UserError when no client has this name */
function placeOf(name: string): Place {
  const place = places().get(name);
  if (place) return place;
  throw new UserError(
    `unknown client "${name}"; use one of ${knownClientNames().join(", ")}, or your own with --driver ./mine`,
  );
}

/** All known clients and their profiles. */
function places(): Map<string, Place> {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(import.meta.dirname, name))
    .filter((folder) => existsSync(join(folder, "client.json")));
  return new Map(
    folders.flatMap((folder) => [
      [basename(folder), { folder, more: [] }] as const,
      ...Object.entries(documentOf(folder).profiles ?? {}).map(
        ([name, more]) => [name, { folder, more }] as const,
      ),
    ]),
  );
}

/** The deviations of a folder, without those for other profiles only. */
function deviationsOf(folder: string, name: string): Deviation[] {
  const { deviations } = readDocument<{ deviations: readonly ProfiledDeviation[] }>(
    join(folder, "deviations.json"),
    "deviations",
  );
  return deviations.flatMap(({ profiles, ...deviation }) =>
    profiles === undefined || profiles.includes(name) ? [deviation] : [],
  );
}

interface ProfiledDeviation extends Deviation {
  readonly profiles?: readonly string[];
}

function documentOf(folder: string): ClientDocument {
  return readDocument<ClientDocument>(join(folder, "client.json"), "client");
}

/**
 * A client with a user's driver.
 * @throws UserError when there is no such file
 */
export function ownClient(path: string): Client {
  const file = resolve(path);
  if (!existsSync(file)) throw new UserError(`--driver ${path}: no such file`);
  return processClient({
    name: basename(file, extname(file)),
    folder: dirname(file),
    commands: [commandOf(file)],
  });
}

/** The command that starts a driver. A script that is not executable is started with the interpreter of its language. */
function commandOf(file: string): readonly [string, ...string[]] {
  if (/\.[cm]?[jt]s$/.test(file)) return [process.execPath, file];
  return extname(file) === ".py" && !isExecutable(file) ? ["python3", file] : [file];
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function program(command: string): string {
  return command === "node" ? process.execPath : command;
}

/** In a build of this package, a TypeScript program is a JavaScript program. */
function ours(folder: string, arg: string): string {
  return arg.endsWith(".ts") && !existsSync(join(folder, arg)) ? arg.replace(/\.ts$/, ".js") : arg;
}
