import type { Command } from "commander";
import type { Io } from "./io.ts";
import { runSettings } from "./run-settings.ts";

/**
 * The absolute folder for reports of a command with `--out`: the given one, or else, as for `run`, that of the config file in the working folder.
 * @throws UserError for a config file that cannot be read
 */
export function reportFolder(command: Command, io: Pick<Io, "cwd">): string {
  const given = command.getOptionValueSource("out") === "cli" ? { out: command.opts()["out"] as string } : {};
  return runSettings(given, io).out;
}
