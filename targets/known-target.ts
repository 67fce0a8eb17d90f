import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { UserError } from "../specs/user-error.ts";
import { parseTarget } from "./parse-target.ts";
import type { Target } from "./target.ts";
import { within } from "./within.ts";

/** How long a module may take to load, in ms. A module that takes longer waits for something that never happens. */
const LOAD_MS = 60_000;

const folder = join(import.meta.dirname, "known");

/** The names of the known targets, which the command can start. */
export function knownTargetNames(): string[] {
  return readdirSync(folder)
    .filter((file) => /^[^.]+\.[jt]s$/.test(file))
    .map((file) => file.replace(/\.[jt]s$/, ""))
    .sort();
}

/**
 * A target by name, or by the path of a module that exports one as its default: `./mine.ts`.
 * @throws UserError when there is no such target
 */
export async function knownTarget(name: string): Promise<Target> {
  if (/[\\/]|\.[cm]?[jt]s$/.test(name)) return ownTarget(resolve(name));
  const file = readdirSync(folder).find((entry) => entry === `${name}.ts` || entry === `${name}.js`);
  if (file === undefined) {
    throw new UserError(
      `unknown target "${name}"; use one of ${knownTargetNames().join(", ")}, or the path of a target file: ./mine.ts`,
    );
  }
  return (await import(pathToFileURL(join(folder, file)).href)).default;
}

async function ownTarget(path: string): Promise<Target> {
  const whose = `target ${path}`;
  if (!existsSync(path)) throw new UserError(`${whose}: no such file`);
  const { default: target } = await within(
    LOAD_MS,
    () => import(pathToFileURL(path).href) as Promise<{ readonly default?: unknown }>,
    `${whose}: cannot be imported`,
  );
  return parseTarget(target, whose);
}
