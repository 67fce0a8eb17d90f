import type { Handler } from "../../targets/handler-target.ts";
import { type Ended, miniature, SOUND } from "../miniature.ts";

let last: Promise<unknown> = Promise.resolve();

/** Runs one function after another. */
export const oneAtATime: Handler = miniature({
  run: (call, environments) => {
    const run = (): Promise<Ended> => SOUND.run(call, environments);
    const ended = last.then(run, run);
    last = ended;
    return ended;
  },
});
