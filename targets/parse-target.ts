import { schemaFault } from "../specs/schema-fault.ts";
import { UserError } from "../specs/user-error.ts";
import { aFunction, memberFault, text, valueWords, type Want } from "./member-fault.ts";
import type { Target } from "./target.ts";

const WANTS: Readonly<Record<keyof Target, Want>> = {
  name: text("mine"),
  start: aFunction,
  deviations: { be: "a list of deviations", fits: Array.isArray, optional: true },
  concurrency: {
    be: "a whole number, 1 or more",
    fits: (value) => Number.isSafeInteger(value) && Number(value) > 0,
    optional: true,
  },
  patienceMs: {
    be: "a whole number of ms, 1 or more",
    fits: (value) => Number.isSafeInteger(value) && Number(value) > 0,
    optional: true,
  },
  executes: { be: "true or false", fits: (value) => typeof value === "boolean", optional: true },
  bestCoverage: {
    be: "a share between 0 and 1",
    fits: (value) => typeof value === "number" && value >= 0 && value <= 1,
    optional: true,
  },
  diesOf: { be: "a list of clause ids", fits: isListOfTexts, optional: true },
};

/**
 * Checks a target that a user wrote.
 * @param whose says where it comes from: `target ./mine.ts`
 * @throws UserError naming the member that is wrong
 */
export function parseTarget(value: unknown, whose: string): Target {
  const cannot = (why: string): UserError => new UserError(`${whose}: its default export: ${why}`);
  if (typeof value !== "object" || value === null) {
    throw new UserError(
      `${whose}: its default export is ${valueWords(value)}; it must be an object with "name" and "start" (docs/targets.md)`,
    );
  }
  const fault = memberFault(value, WANTS);
  if (fault !== undefined) throw cannot(fault);
  const target = value as Target;
  const { deviations } = target;
  const wrong = deviations && schemaFault("deviations", { deviations });
  if (wrong) throw cannot(`${wrong.pointer}: ${wrong.says}`);
  return target;
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
