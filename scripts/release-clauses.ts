/**
 * Writes specs/releases/VERSION.json for the version of the package: the clauses it has, for `run --clauses-of VERSION`. With `--check` it writes
 * nothing, and exits with 1 if the file does not match the current clauses.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadSpecification } from "../specs/load-specification.ts";
import { releaseOf } from "../specs/release.ts";

const root = join(import.meta.dirname, "..");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
const file = join(root, "specs/releases", `${version}.json`);
const text = `${JSON.stringify(releaseOf(version, loadSpecification()), undefined, 1)}\n`;

if (!process.argv.includes("--check")) writeFileSync(file, text);
else if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
  process.stderr.write(
    `specs/releases/${version}.json is not current: node scripts/release-clauses.ts writes it\n`,
  );
  process.exitCode = 1;
}
