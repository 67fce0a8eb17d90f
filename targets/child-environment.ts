import { delimiter, dirname } from "node:path";

/**
 * The environment variables of an emulator. It gets no credentials, and no settings from the user's home folder. It finds the Node.js of
 * this process first, so that functions do not depend on other installations.
 * @param home the folder that replaces the user's home folder and holds temporary files
 * @param paths folders that are searched for programs first
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
