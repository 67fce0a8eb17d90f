import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../specs/user-error.ts";
import { cacheFolder, makeOnce } from "./make-once.ts";

const flags = [
  "--ignore-scripts",
  "--legacy-peer-deps",
  "--no-audit",
  "--no-fund",
  // Without a registry npm would try for minutes.
  "--fetch-retries=1",
  "--fetch-retry-mintimeout=1000",
];

/**
 * Installs npm packages into a cache folder of their own, unless they are there.
 * @param packages names with a version or a range of versions: `osls@3.77`.
 * @returns the folder that holds `node_modules`.
 * @throws UserError when npm cannot install them.
 */
export async function installPackages(
  name: string,
  packages: readonly string[],
  progress: (says: string) => void,
): Promise<string> {
  const folder = installFolder(name, packages);
  if (existsSync(folder)) return folder;

  progress(`installing ${packages.join(" and ")} into ${folder} (the first time only)`);
  await makeOnce(folder, async (partial) => {
    writeFileSync(join(partial, "package.json"), '{"private":true}\n');
    await npmInstall(name, packages, partial);
  });
  return folder;
}

/** Where packages are kept: `~/.cache/lambda-conformance/NAME-VERSIONS`, or under `$XDG_CACHE_HOME`. */
export function installFolder(
  name: string,
  packages: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const versions = packages.map((spec) => spec.slice(spec.lastIndexOf("@") + 1));
  return join(cacheFolder(env), [name, ...versions].join("-"));
}

function npmInstall(name: string, packages: readonly string[], folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void =>
      reject(new UserError(`target ${name}: npm could not install ${packages.join(" and ")}: ${why}`));
    const child = spawn("npm", ["install", ...flags, ...packages], {
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
      shell: process.platform === "win32",
      timeout: 600_000,
    });
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text) => {
      errors += text;
    });
    child.once("error", (error: NodeJS.ErrnoException) =>
      fail(error.code === "ENOENT" ? "it is not on the PATH" : error.message),
    );
    child.once("close", (code, signal) => {
      if (code === 0) return resolve();
      fail(npmError(errors) || `it ended with ${signal ?? `status ${code}`}`);
    });
  });
}

/** The two lines of npm's error that say most. */
function npmError(text: string): string {
  const lines = text.split("\n").flatMap((line) => /^npm (?:error|ERR!) (\S.*)/.exec(line)?.[1] ?? []);
  const telling = lines.filter((line) => !/^(?:code|errno|syscall|type) |complete log/.test(line));
  return telling.slice(0, 2).join(" ");
}
