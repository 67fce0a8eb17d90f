import { createStyle, type Style } from "../reports/style.ts";
import type { Io } from "./io.ts";

/** Whether output is coloured: on a terminal, unless the options or NO_COLOR say no; elsewhere if FORCE_COLOR says so. */
export function wantsColour({ out, env }: Io, options: { readonly color: boolean }): boolean {
  if (!options.color || env["NO_COLOR"]) return false;
  if (env["FORCE_COLOR"]) return env["FORCE_COLOR"] !== "0";
  return out.isTTY === true && env["TERM"] !== "dumb";
}

/** Columns of the output: the terminal's, or those that COLUMNS tells, or 80. */
export function columnsOf({ out, env }: Io): number {
  return out.columns ?? (Number(env["COLUMNS"]) || 80);
}

/** The style of what a command prints. */
export function styleFor(io: Io, options: { readonly color: boolean }): Style {
  return createStyle({ width: columnsOf(io), colour: wantsColour(io, options) });
}
