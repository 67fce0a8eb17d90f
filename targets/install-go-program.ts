import { join } from "node:path";
import { cacheFolder, filledCacheFolder } from "./cache-folder.ts";
import { runInstaller } from "./run-installer.ts";

/**
 * Builds a program of a Go module into its own cache folder, unless it is there.
 * @param program the path of its package: `github.com/aws/aws-lambda-runtime-interface-emulator/cmd/aws-lambda-rie`
 * @param version version of the module: `v1.2.3`
 * @returns the path of the program
 * @throws UserError when Go is missing or cannot build the program
 */
export async function installGoProgram(
  name: string,
  program: string,
  version: string,
  progress: (says: string) => void,
): Promise<string> {
  const what = `${program}@${version}`;
  const folder = await filledCacheFolder(name, [version], async (partial) => {
    progress(`building ${what} into ${cacheFolder(name, [version])} (the first time only)`);
    await runInstaller({
      target: name,
      what,
      command: "go",
      args: ["install", what],
      cwd: partial,
      env: { ...process.env, GOBIN: partial },
      why: lastLine,
    });
  });
  return join(folder, program.slice(program.lastIndexOf("/") + 1));
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
