import { UserError } from "../specs/user-error.ts";

/**
 * Awaits the result of a function that a user wrote.
 * @param ms how long it may be silent; it calls `touch` to show that it is active
 * @param failed the beginning of the message when it throws or is silent for too long: `target mine: it could not be started`
 * @throws UserError in those cases; when the signal aborts, the reason of the signal
 */
export async function within<T>(
  ms: number,
  act: (touch: () => void) => T | Promise<T>,
  failed: string,
  signal?: AbortSignal,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let giveUp: (reason: unknown) => void = () => {};
  const over = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  const touch = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => giveUp(new Error(`not finished after ${ms / 1000} s`)), ms);
  };
  const abort = (): void => giveUp(signal?.reason);
  signal?.addEventListener("abort", abort);
  try {
    signal?.throwIfAborted();
    touch();
    return await Promise.race([act(touch), over]);
  } catch (fault) {
    if (fault instanceof UserError || (signal?.aborted && fault === signal.reason)) throw fault;
    throw new UserError(`${failed}: ${fault instanceof Error ? fault.message : String(fault)}`);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}
