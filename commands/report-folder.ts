import type { Command } from "commander";
import type { Io } from "./io.ts";
import { runSettings } from "./run-settings.ts";

/**
 * The absolute path of the folder for reports of a command with `--out`. Without `--out` it is the folder that `run` uses.
 * @throws UserError for a config file that cannot be read
 */
export function reportFolder(command: Command, io: Pick<Io, "cwd">): string {
  const given = command.getOptionValueSource("out") === "cli" ? { out: command.opts()["out"] as string } : {};
  return runSettings(given, io).out;
}
