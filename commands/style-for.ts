import { createStyle, type Style } from "../reports/style.ts";
import type { Io } from "./io.ts";

/** Whether output is colored. On a terminal it is, unless the options or NO_COLOR turn it off. Elsewhere it is only if FORCE_COLOR is set. */
export function wantsColour({ out, env }: Io, options: { readonly color: boolean }): boolean {
  if (!options.color || env["NO_COLOR"]) return false;
  if (env["FORCE_COLOR"]) return env["FORCE_COLOR"] !== "0";
  return out.isTTY === true && env["TERM"] !== "dumb";
}

/** Width of the output in columns: that of the terminal, or that in COLUMNS, or 80. */
export function columnsOf({ out, env }: Io): number {
  return out.columns ?? (Number(env["COLUMNS"]) || 80);
}

/** The style of what a command prints. */
export function styleFor(io: Io, options: { readonly color: boolean }): Style {
  return createStyle({ width: columnsOf(io), colour: wantsColour(io, options) });
}
