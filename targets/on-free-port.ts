import { freePort } from "./free-port.ts";

const MOST_TRIES = 3;

/** How programs say that their port is taken. */
const TAKEN = /EADDRINUSE|address (is )?already in use|port \d+ is (already )?in use/i;

/**
 * Starts a program on a free port. If another program takes the port meanwhile, it starts again on another one.
 * @param start rejects with the message of the program if the program ends
 */
export async function onFreePort<Started>(start: (port: number) => Promise<Started>): Promise<Started> {
  for (let tries = 1; ; tries++) {
    try {
      return await start(await freePort());
    } catch (fault) {
      if (tries === MOST_TRIES || !TAKEN.test((fault as Error).message)) throw fault;
    }
  }
}
