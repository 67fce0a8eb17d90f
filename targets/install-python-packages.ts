import { join } from "node:path";
import { cacheFolder, filledCacheFolder } from "./cache-folder.ts";
import { runInstaller } from "./run-installer.ts";

const flags = [
  // No code of a package runs while it is installed.
  "--only-binary=:all:",
  "--no-input",
  "--disable-pip-version-check",
  "--no-warn-script-location",
  "--retries=1",
  "--quiet",
];

/**
 * Installs Python packages into their own virtual environment in the cache, unless they are there. The scripts in its `bin` contain the
 * path of the folder that it was made in, so run modules (`bin/python -m NAME`) instead.
 * @param packages names with a version: `moto[server]==5.2.5`
 * @param more options of `pip install`: `--no-deps`
 * @returns the folder of the virtual environment
 * @throws UserError when Python is missing, or pip cannot install the packages
 */
export function installPythonPackages(
  name: string,
  packages: readonly string[],
  progress: (says: string) => void,
  more: readonly string[] = [],
): Promise<string> {
  const versions = packages.map((spec) => spec.slice(spec.lastIndexOf("=") + 1));
  const what = packages.join(" and ");
  return filledCacheFolder(name, versions, async (folder) => {
    progress(`installing ${what} into ${cacheFolder(name, versions)} (the first time only)`);
    const common = { target: name, what, cwd: folder, why: lastError };
    await runInstaller({ ...common, command: "python3", args: ["-m", "venv", folder] });
    const args = ["-m", "pip", "install", ...flags, ...more, ...packages];
    await runInstaller({ ...common, command: join(folder, "bin", "python"), args });
  });
}

/** The most informative line of pip's output: its last error, or else its last line. */
function lastError(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const errors = lines.flatMap((line) => /^ERROR: (\S.*)/.exec(line)?.[1] ?? []);
  return errors.at(-1) ?? lines.at(-1) ?? "";
}
