import { UserError } from "../specs/user-error.ts";
import type { Scenario } from "./scenario.ts";
import { scenarios } from "./scenarios.ts";

/**
 * The scenario with this name.
 * @throws UserError when there is none
 */
export function scenarioNamed(name: string): Scenario {
  const found = scenarios[name];
  if (found === undefined) throw new UserError(`there is no scenario "${name}"`);
  return found;
}
