import { UserError } from "../../specs/user-error.ts";
import type { StartedTarget, Target } from "../../targets/target.ts";

/**
 * Starts a target. Anybody may write one: what goes wrong in it is told as its fault.
 * @throws UserError when it cannot be started
 */
export async function startTarget(target: Target, progress: (says: string) => void): Promise<StartedTarget> {
  const cannot = (why: string): UserError => new UserError(`target ${target.name}: ${why}`);
  let started: StartedTarget;
  try {
    started = await target.start(progress);
  } catch (fault) {
    if (fault instanceof UserError) throw fault;
    throw cannot(`it could not be started: ${fault instanceof Error ? fault.message : String(fault)}`);
  }
  const { url, stop, credentials } = (started ?? {}) as Partial<StartedTarget>;
  if (!(url instanceof URL)) throw cannot('what its "start" gives has no "url" that is a URL');
  if (typeof stop !== "function") throw cannot('what its "start" gives has no "stop"');
  if (typeof credentials !== "object") throw cannot('what its "start" gives has no "credentials"');
  return started;
}
