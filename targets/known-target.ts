import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { UserError } from "../specs/user-error.ts";
import type { Target } from "./target.ts";

const folder = join(import.meta.dirname, "known");

/** The names of the targets that we know how to start. */
export function knownTargetNames(): string[] {
  return readdirSync(folder)
    .filter((file) => /^[^.]+\.[jt]s$/.test(file))
    .map((file) => file.replace(/\.[jt]s$/, ""))
    .sort();
}

/**
 * A known target by its name, or somebody's own by the path of a module whose default export it is: `./mine.ts`.
 * @throws UserError when there is none.
 */
export async function knownTarget(name: string): Promise<Target> {
  if (/[\\/]|\.[cm]?[jt]s$/.test(name)) return ownTarget(resolve(name));
  const file = readdirSync(folder).find((entry) => entry === `${name}.ts` || entry === `${name}.js`);
  if (file === undefined) {
    throw new UserError(
      `no target is named "${name}"; known are ${knownTargetNames().join(", ")}, or a path: ./mine.ts`,
    );
  }
  return (await import(pathToFileURL(join(folder, file)).href)).default;
}

async function ownTarget(path: string): Promise<Target> {
  if (!existsSync(path)) throw new UserError(`target ${path}: there is no such file`);
  let target: unknown;
  try {
    target = (await import(pathToFileURL(path).href)).default;
  } catch (error) {
    throw new UserError(
      `target ${path}: it cannot be imported: ${error instanceof Error ? error.message : error}`,
    );
  }
  if (!isTarget(target)) {
    throw new UserError(`target ${path}: its default export is to be an object with "name" and "start"`);
  }
  return target;
}

function isTarget(value: unknown): value is Target {
  if (value === null || typeof value !== "object") return false;
  const { name, start } = value as Partial<Target>;
  return typeof name === "string" && typeof start === "function";
}
