import { setTimeout as sleep } from "node:timers/promises";
import type { Handler } from "../../targets/handler-target.ts";
import { type Ended, miniature, newEnvironment, timedOut, timeoutOf, work } from "../miniature.ts";

/** How often it checks whether a function has ended, in ms. */
const POLL = 2000;

/** Checks at intervals whether a function has ended, and notices a timeout only then. */
export const timeoutInWholePolls: Handler = miniature({
  run: async (call) => {
    let ended: Ended | undefined;
    const running = work(call, newEnvironment()).then((its) => {
      ended = its;
    });
    for (let waited = 0; ended === undefined; waited += POLL) {
      if (waited > 0 && waited >= timeoutOf(call.name)) return { error: timedOut(timeoutOf(call.name)) };
      await Promise.race([running, sleep(POLL)]);
    }
    return ended;
  },
});
