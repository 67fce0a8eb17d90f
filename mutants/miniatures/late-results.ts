import { setTimeout as sleep } from "node:timers/promises";
import type { Handler } from "../../targets/handler-target.ts";
import { type Ended, miniature, newEnvironment, timedOut, timeoutOf, work } from "../miniature.ts";

/** Results that came after the timeout, by function. */
const late = new Map<string, Ended>();

/** Stops waiting at a timeout but keeps the pipe: what the function finally writes to it becomes the result of the next call. */
export const lateResults: Handler = miniature({
  run: async (call, environments) => {
    const environment = environments.pop() ?? newEnvironment();
    const ms = timeoutOf(call.name);
    const running = work(call, environment);
    const ended = await Promise.race([running, sleep(ms, undefined)]);
    if (ended === undefined) {
      void running.then((its) => late.set(call.name, its));
      return { error: timedOut(ms) };
    }
    environments.push(environment);
    const stale = late.get(call.name);
    late.delete(call.name);
    return stale ?? ended;
  },
});
