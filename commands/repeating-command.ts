import { kindOf, optionNames, type RunSettings, rowOf } from "./options.ts";

/** The command line that tests the same subject by the same rules as the given settings. */
export function repeatingCommand(given: Partial<RunSettings>): string {
  const words = optionNames.flatMap((name) => {
    const { flag, not, repeats } = rowOf(name);
    const value = given[name];
    return repeats && value !== undefined ? kindOf(name).words(value, bare(flag), bare(not?.flag ?? "")) : [];
  });
  return ["lambda-conformance run", ...words].join(" ");
}

/** `--ca <file>` without its argument. */
function bare(flag: string): string {
  return flag.replace(/ .*/, "");
}
