import { join } from "node:path";
import { visible } from "../reports/visible.ts";
import { UserError } from "../specs/user-error.ts";

type Hide = (text: string) => string;

/**
 * The message for an error that a command failed with. An error that the user can fix gets one line, an internal error its stack trace.
 * @param hide removes secrets from a message
 */
export function faultText(fault: unknown, hide: Hide = (text) => text): string {
  if (fault instanceof UserError) return `lambda-conformance: ${visible(hide(fault.message))}\n`;
  const told = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
  return `lambda-conformance: internal error\n${visible(hide(told), "\n")}\n`;
}

const OURS = join(import.meta.dirname, "..");

/**
 * The message for an uncaught error. An error of a user's target gets one line with the place where it was thrown. An error that was thrown
 * in our own code or in a dependency gets the stack trace.
 * @param hide removes secrets from a message
 */
export function uncaughtText(fault: unknown, hide: Hide = (text) => text): string {
  if (!(fault instanceof Error)) return uncaughtLine(hide(String(fault)));
  const thrown =
    fault.stack?.split("\n").find((line) => /^ {4}at /.test(line) && !/\bnode:/.test(line)) ?? "";
  if (thrown.includes(OURS) || thrown.includes("node_modules")) return faultText(fault, hide);
  return uncaughtLine(hide(fault.message), /(?:file:\/\/)?([^()\s]*:\d+):\d+\)?$/.exec(thrown)?.[1]);
}

function uncaughtLine(says: string, place?: string): string {
  const where = place === undefined ? "" : ` (${place})`;
  return `lambda-conformance: ended by an uncaught error${where}: ${visible(says)}\n`;
}
