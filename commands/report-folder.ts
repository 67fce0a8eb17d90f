import type { Command } from "commander";
import type { Io } from "./io.ts";
import { runSettings } from "./run-settings.ts";

/**
 * The folder for reports of a command with `--out`, absolute: the one that was given, else that of the config file of the working folder, as for
 * `run`.
 * @throws UserError for a config file that cannot be read
 */
export function reportFolder(command: Command, io: Pick<Io, "cwd">): string {
  const given = command.getOptionValueSource("out") === "cli" ? { out: command.opts()["out"] as string } : {};
  return runSettings(given, io).out;
}
