import type { Observation } from "../../drivers/observation.ts";
import { pause } from "../../drivers/pause.ts";
import type { StartedTarget } from "../../targets/target.ts";
import type { ExchangeFailure } from "../../wire/exchange.ts";
import type { Revival } from "./run-options.ts";

/** Checks whether the subject lives, and revives it. */
export interface VitalSigns {
  /** Whether it answers anything at all. Silence and malformed replies are signs of life. Refused and lost connections are not. */
  alive(): Promise<boolean>;
  /** Waits for the time that dying may take (`lingerMs`). Resolves to whether the subject still lives. */
  livesOn(): Promise<boolean>;
  /** Restarts it if possible, and waits until it answers. Resolves to false if it does not come back. */
  revive(): Promise<boolean>;
}

export interface VitalSignsOptions {
  /** Sends one request to the subject. */
  readonly ping: () => Promise<Observation>;
  readonly restart?: StartedTarget["restart"];
  readonly revival: Revival;
  readonly notice: (says: string) => void;
  /** Aborts if the run is interrupted. After that, no subject counts as dead, and nothing waits for one. */
  readonly signal: AbortSignal;
}

const DEAD: readonly ExchangeFailure["kind"][] = ["refused", "reset"];
const MOST_PINGS = 3;
const BETWEEN_PINGS_MS = 200;

export function createVitalSigns(options: VitalSignsOptions): VitalSigns {
  const { ping, restart, revival, notice, signal } = options;

  async function alive(): Promise<boolean> {
    for (let pings = 0; pings < MOST_PINGS; pings++) {
      if (pings > 0) await pause(BETWEEN_PINGS_MS);
      const { calls } = await ping();
      const { reply, failure } = calls[0]?.exchanges[0] ?? {};
      if (reply || (failure && !DEAD.includes(failure.kind))) return true;
    }
    return signal.aborted;
  }

  async function restarted(): Promise<boolean> {
    if (!restart) return true;
    notice("restarting the target");
    try {
      await restart();
      return true;
    } catch (fault) {
      notice(`the target could not be restarted: ${(fault as Error).message}`);
      return false;
    }
  }

  return {
    alive,
    async livesOn() {
      await pause(revival.lingerMs);
      return alive();
    },
    async revive() {
      const until = performance.now() + revival.comebackMs;
      if (!(await restarted())) return false;
      do {
        if (await alive()) return true;
      } while (performance.now() < until && !signal.aborted);
      return false;
    },
  };
}
