import { delimiter, dirname } from "node:path";

/**
 * What an emulator sees of our environment: no credentials, and no settings from anybody's home. It finds the Node.js that runs us before
 * any other, so that functions do not depend on what else is installed.
 * @param home the folder that it takes for the user's, and for temporary files
 * @param paths folders to search for programs before all others
 */
export function childEnvironment(home: string, paths: readonly string[] = []): NodeJS.ProcessEnv {
  const { PATH = "", SystemRoot } = process.env;
  return {
    PATH: [...paths, dirname(process.execPath), PATH].join(delimiter),
    SystemRoot,
    HOME: home,
    TMPDIR: home,
    TEMP: home,
  };
}
