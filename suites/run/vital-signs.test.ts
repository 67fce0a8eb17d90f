import { describe, expect, test } from "vitest";
import type { Observation } from "../../drivers/observation.ts";
import { controlOf } from "../judge/control.ts";
import { type FakeResponse, observationOf, SOUND, specification } from "../judge/testing/fake-context.ts";
import { createVitalSigns, type VitalSigns, type VitalSignsOptions } from "./vital-signs.ts";

const attempt = { ...controlOf(SOUND, specification), life: 0, repeat: 0, nonce: "alive0" };

/** Vital signs of a subject that gives pings these responses one after another, and the last one to all further pings. */
function vitalsOf(
  responses: readonly FakeResponse[],
  more: Partial<VitalSignsOptions> = {},
): { vitals: VitalSigns; pings: () => number; notices: string[] } {
  let pings = 0;
  const notices: string[] = [];
  const ping = async (): Promise<Observation> => {
    const response = responses[Math.min(pings++, responses.length - 1)] as FakeResponse;
    return observationOf(attempt, () => response);
  };
  const vitals = createVitalSigns({
    ping,
    revival: { lingerMs: 1, comebackMs: 10 },
    notice: (says) => notices.push(says),
    signal: new AbortController().signal,
    ...more,
  });
  return { vitals, pings: () => pings, notices };
}

const REFUSED: FakeResponse = { failure: "refused" };

describe("a sign of life", () => {
  test.each<[string, FakeResponse]>([
    ["a response of any kind", { status: 500 }],
    ["silence", { failure: "silence" }],
  ])("is %s", async (_, response) => {
    const { vitals, pings } = vitalsOf([response]);
    expect(await vitals.alive()).toBe(true);
    expect(pings()).toBe(1);
  });

  test("is waited for: one lost connection is no death", async () => {
    const { vitals, pings } = vitalsOf([{ failure: "reset" }, { status: 200 }]);
    expect(await vitals.alive()).toBe(true);
    expect(pings()).toBe(2);
  });

  test("is missing where three connections are refused", async () => {
    const { vitals, pings } = vitalsOf([REFUSED]);
    expect(await vitals.alive()).toBe(false);
    expect(pings()).toBe(3);
  });

  test("is not missed by an interrupted run", async () => {
    expect(await vitalsOf([REFUSED], { signal: AbortSignal.abort() }).vitals.alive()).toBe(true);
  });
});

test("whether a subject lives on is asked after the time that dying may take", async () => {
  let lives = true;
  const ping = async (): Promise<Observation> =>
    observationOf(attempt, () => (lives ? { status: 200 } : REFUSED));
  const { vitals } = vitalsOf([], { ping, revival: { lingerMs: 20, comebackMs: 10 } });
  const livesOn = vitals.livesOn();
  lives = false;
  expect(await livesOn).toBe(false);
});

describe("a subject that is dead", () => {
  test("is started again, and lives when it answers", async () => {
    let restarts = 0;
    const { vitals, notices } = vitalsOf([{ status: 200 }], {
      restart: async () => {
        restarts += 1;
      },
    });
    expect(await vitals.revive()).toBe(true);
    expect(restarts).toBe(1);
    expect(notices).toEqual(["restarting the target"]);
  });

  test("stays dead when it cannot be started again", async () => {
    const { vitals, pings, notices } = vitalsOf([{ status: 200 }], {
      restart: () => Promise.reject(new Error("the port is in use")),
    });
    expect(await vitals.revive()).toBe(false);
    expect(pings()).toBe(0);
    expect(notices.at(-1)).toBe("the target could not be restarted: the port is in use");
  });

  test("is waited for when nobody can start it", async () => {
    const { vitals, pings, notices } = vitalsOf([REFUSED, REFUSED, REFUSED, { status: 200 }], {
      revival: { lingerMs: 1, comebackMs: 60_000 },
    });
    expect(await vitals.revive()).toBe(true);
    expect(pings()).toBe(4);
    expect(notices).toEqual([]);
  });

  test("is given up after a while", async () => {
    const { vitals, pings } = vitalsOf([REFUSED]);
    expect(await vitals.revive()).toBe(false);
    expect(pings()).toBe(3);
  });
});
