import type { Credentials, StartedTarget } from "../../targets/target.ts";
import type { RunOptions } from "./run-options.ts";

/** What must not stand in any event of a run. A header that a user adds to every request may be a token, whatever its name. */
export function secretsOf(
  { credentials, unprivileged }: Pick<StartedTarget, "credentials" | "unprivileged">,
  headers: RunOptions["headers"] = [],
): readonly string[] {
  const parts = [credentials, unprivileged ?? {}].flatMap((its) => Object.values(its as Credentials));
  return [...parts.filter((part) => part !== undefined), ...headers.map(([, value]) => value)];
}
