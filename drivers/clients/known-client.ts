import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { readDocument } from "../../specs/read-document.ts";
import { UserError } from "../../specs/user-error.ts";
import type { Deviation } from "../../targets/target.ts";
import { buildOnce } from "./build-once.ts";
import type { Client } from "./client.ts";
import { type ProcessClientOptions, processClient } from "./process-client.ts";

/** `client.json` of a known client. */
interface ClientDocument {
  /** In commands, `node` is the one that runs us, and `{build}` a folder that the build made. */
  readonly commands: ProcessClientOptions["commands"];
  /** A command that makes programs in `{build}`, with variables of its environment. */
  readonly build?: {
    readonly command: readonly [string, ...string[]];
    readonly env?: Record<string, string>;
  };
  readonly needs: string;
}

/** The names of the clients that we know how to drive: each has a folder beside this file. */
export function knownClientNames(): string[] {
  return readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && existsSync(join(import.meta.dirname, entry.name, "client.json")),
    )
    .map(({ name }) => name)
    .sort();
}

/** A known client by its name. @throws UserError when there is none */
export function knownClient(name: string): Client {
  if (!knownClientNames().includes(name)) {
    throw new UserError(
      `no client is named "${name}"; known are ${knownClientNames().join(", ")}, or --driver ./mine`,
    );
  }
  const folder = join(import.meta.dirname, name);
  const { commands, build, needs } = readDocument<ClientDocument>(join(folder, "client.json"), "client");
  const made = build && buildOnce(name, folder, build);
  return processClient({
    name,
    folder,
    needs,
    commands: commands.map(
      ([command, ...args]) =>
        [program(command, made?.folder), ...args.map((arg) => ours(folder, arg))] as const,
    ),
    deviations: readDocument<{ deviations: Deviation[] }>(join(folder, "deviations.json"), "deviations")
      .deviations,
    ...(made && { build: made.run }),
  });
}

/** A client by the driver that somebody wrote for it. @throws UserError when there is no such file */
export function ownClient(path: string): Client {
  const file = resolve(path);
  if (!existsSync(file)) throw new UserError(`--driver ${path}: there is no such file`);
  const script = /\.[cm]?[jt]s$/.test(file);
  return processClient({
    name: basename(file, extname(file)),
    folder: dirname(file),
    commands: [script ? [process.execPath, file] : [file]],
  });
}

function program(command: string, build: string | undefined): string {
  return command === "node" ? process.execPath : command.replace("{build}", build ?? "");
}

/** A program in TypeScript is one in JavaScript in a build of ours. */
function ours(folder: string, arg: string): string {
  return arg.endsWith(".ts") && !existsSync(join(folder, arg)) ? arg.replace(/\.ts$/, ".js") : arg;
}
