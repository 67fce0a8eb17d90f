import { createTerminal, type Terminal } from "../reports/terminal.ts";
import type { Io } from "./io.ts";
import { columnsOf, wantsColour } from "./style-for.ts";

/** The terminal on which a command shows a run. */
export function terminalFor(
  io: Io,
  options: { readonly quiet?: boolean; readonly color: boolean },
): Terminal {
  return createTerminal({
    out: io.out,
    progress: io.err,
    colour: wantsColour(io, options),
    columns: columnsOf(io),
    quiet: options.quiet === true,
  });
}
