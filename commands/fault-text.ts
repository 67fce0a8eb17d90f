import { join } from "node:path";
import { visible } from "../reports/visible.ts";
import { UserError } from "../specs/user-error.ts";

/** What a command failed with: a line for what a person can mend, and for a fault of ours everything that helps to find it. */
export function faultText(fault: unknown): string {
  if (fault instanceof UserError) return `lambda-conformance: ${visible(fault.message)}\n`;
  const told = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
  return `lambda-conformance: internal error\n${visible(told, "\n")}\n`;
}

const OURS = join(import.meta.dirname, "..");

/** What was thrown where nobody catches it: in a timer or a stream of a target that somebody wrote, or of our own. */
export function uncaughtText(fault: unknown): string {
  const stack = fault instanceof Error ? (fault.stack ?? "") : "";
  const frames = stack.split("\n").filter((line) => /^ {4}at /.test(line) && !line.includes("node:"));
  if (frames.some((frame) => frame.includes(OURS) || frame.includes("node_modules"))) return faultText(fault);
  const place = frames[0]?.match(/(?:file:\/\/)?(\/[^()]*:\d+):\d+\)?$/)?.[1];
  const says = fault instanceof Error ? fault.message : String(fault);
  const where = place === undefined ? "" : ` (${place})`;
  return `lambda-conformance: the run ended: code of yours threw where nobody catches it${where}: ${visible(says)}\n`;
}
