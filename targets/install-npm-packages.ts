import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, filledCacheFolder } from "./cache-folder.ts";
import { runInstaller } from "./run-installer.ts";

const flags = [
  "--ignore-scripts",
  "--legacy-peer-deps",
  "--no-audit",
  "--no-fund",
  // Without a registry npm would retry for minutes.
  "--fetch-retries=1",
  "--fetch-retry-mintimeout=1000",
];

/**
 * Installs npm packages into their own cache folder, unless they are there.
 * @param packages names with a version or a range of versions: `osls@3.77`
 * @returns the folder that holds `node_modules`
 * @throws UserError when npm cannot install them
 */
export function installNpmPackages(
  name: string,
  packages: readonly string[],
  progress: (says: string) => void,
): Promise<string> {
  const versions = packages.map((spec) => spec.slice(spec.lastIndexOf("@") + 1));
  const what = packages.join(" and ");
  return filledCacheFolder(name, versions, async (folder) => {
    progress(`installing ${what} into ${cacheFolder(name, versions)} (the first time only)`);
    writeFileSync(join(folder, "package.json"), '{"private":true}\n');
    const args = ["install", ...flags, ...packages];
    await runInstaller({ target: name, what, command: "npm", args, cwd: folder, why: npmError });
  });
}

/** The two most informative lines of npm's error. */
function npmError(text: string): string {
  const lines = text.split("\n").flatMap((line) => /^npm (?:error|ERR!) (\S.*)/.exec(line)?.[1] ?? []);
  const telling = lines.filter((line) => !/^(?:code|errno|syscall|type) |complete log/.test(line));
  return telling.slice(0, 2).join(" ");
}
