import { describe, expect, test } from "vitest";
import type { Clause } from "../../specs/clause.ts";
import { isSuspicion } from "../judge/judge.ts";
import { createLife, type Life } from "../judge/life.ts";
import { SOUND } from "../judge/testing/fake-context.ts";
import type { Verdict } from "../judge/verdict.ts";
import { Survival, type SurvivalOptions } from "./survival.ts";
import { killed } from "./verdicts-without-cases.ts";

function clause(id: string): Clause {
  return { ...SOUND, id };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A subject that dies of some clauses: at once, or a while after they were judged. */
class Mortal {
  readonly told: string[] = [];
  readonly notices: string[] = [];
  readonly judged: string[] = [];
  revivals = 0;
  alive = true;
  readonly #stop: AbortController = new AbortController();
  #lives = 0;
  readonly survival: Survival;

  constructor(
    dies: { readonly of?: readonly string[]; readonly after?: readonly string[]; readonly forGood?: boolean },
    more: Partial<SurvivalOptions> = {},
  ) {
    this.survival = new Survival({
      judge: async (clause, life) => {
        this.judged.push(clause.id);
        await turn();
        if (dies.of?.includes(clause.id)) this.#die(life);
        if (!this.alive || life.over) return undefined;
        // It dies a while after its last response.
        if (dies.after?.includes(clause.id)) this.alive = false;
        await turn();
        return passed(clause);
      },
      tell: (examined) =>
        this.told.push(`${examined.clause} ${isSuspicion(examined) ? "suspected" : examined.outcome}`),
      notice: (says) => this.notices.push(says),
      vitals: {
        livesOn: async () => this.alive,
        revive: async () => {
          this.revivals += 1;
          this.alive = dies.forGood !== true;
          return this.alive;
        },
      },
      newLife: () => createLife(this.#lives++, this.#stop.signal),
      killedBy: (clause) => killed(clause, undefined, 1),
      concurrency: 2,
      besides: () => 0,
      signal: this.#stop.signal,
      ...more,
    });
  }

  interrupt(): void {
    this.#stop.abort();
  }

  #die(life: Life): void {
    this.alive = false;
    life.end();
  }
}

function passed({ id, level, says }: Clause): Verdict {
  return { clause: id, level, says, outcome: "pass", cases: 1, exchanges: 1, ms: 0 };
}

const ABCDEF = ["a", "b", "c", "d", "e", "f"].map(clause);

describe("clauses that are judged side by side", () => {
  test("are told as they end where nothing dies, and nobody is waited for", async () => {
    const mortal = new Mortal({});
    expect(await mortal.survival.together(ABCDEF)).toBe(true);
    expect(mortal.told).toEqual(ABCDEF.map(({ id }) => `${id} pass`));
    expect(mortal.revivals).toBe(0);
  });

  test("are judged again when one of them killed the subject, and that one fails", async () => {
    const mortal = new Mortal({ of: ["c"] });
    expect(await mortal.survival.together(ABCDEF)).toBe(true);
    expect(new Set(mortal.told)).toEqual(
      new Set(["a pass", "b pass", "c noted", "d pass", "e pass", "f pass"]),
    );
    expect(mortal.told).toHaveLength(6);
    expect(mortal.notices).toEqual(["the endpoint stopped responding"]);
    // Only those that were under way are suspected.
    expect(mortal.judged.slice(0, 5)).toEqual(["a", "b", "c", "d", "c"]);
  });

  test("are all judged when two of them kill", async () => {
    const mortal = new Mortal({ of: ["a", "f"] });
    expect(await mortal.survival.together(ABCDEF)).toBe(true);
    expect([...mortal.told].sort()).toEqual(["a noted", "b pass", "c pass", "d pass", "e pass", "f noted"]);
  });

  test("end with what is known when the subject does not come back", async () => {
    const mortal = new Mortal({ of: ["c"], forGood: true });
    expect(await mortal.survival.together(ABCDEF)).toBe(false);
    expect(mortal.told).toEqual(["a pass", "b pass"]);
  });

  test("are not begun any more when the run is interrupted", async () => {
    const mortal: Mortal = new Mortal(
      {},
      {
        tell: ({ clause }) => {
          mortal.told.push(clause);
          mortal.interrupt();
        },
      },
    );
    expect(await mortal.survival.together(ABCDEF)).toBe(true);
    expect(mortal.told).toEqual(["a", "b"]);
  });

  test("are not told when they ended in a life that was over", async () => {
    const mortal: Mortal = new Mortal(
      {},
      {
        judge: async (clause, life) => {
          if (clause.id === "a" && life.number === 0) life.end();
          else await turn();
          const because = life.over ? "interrupted" : "judged";
          return { ...passed(clause), because };
        },
        tell: (examined) => mortal.told.push(`${examined.clause} ${(examined as Verdict).because}`),
      },
    );
    await mortal.survival.together(ABCDEF.slice(0, 2));
    expect(mortal.told).toEqual(["a judged", "b judged"]);
  });

  describe("are suspected when they had just ended: a subject may die a while after its last response", () => {
    test("and then the last verdict counts", async () => {
      const mortal = new Mortal({ after: ["d"] }, { concurrency: 1 });
      expect(await mortal.survival.together(ABCDEF.slice(0, 5))).toBe(true);
      expect(mortal.told).toEqual(["a pass", "b pass", "c pass", "d pass", "e pass", "d noted"]);
    });

    test("only those that ended last are judged again, until the killer is found", async () => {
      const mortal = new Mortal({ after: ["d"] }, { concurrency: 1 });
      await mortal.survival.together(ABCDEF);
      const times = (id: string): number => mortal.judged.filter((judged) => judged === id).length;
      expect(["a", "b", "c"].map(times)).toEqual([1, 1, 1]);
      expect(mortal.told.filter((line) => line.startsWith("f"))).toEqual(["f pass"]);
    });
  });

  test("that wait are judged beside the others", async () => {
    const mortal = new Mortal({}, { concurrency: 1, besides: (queue) => queue.length - 1 });
    const done = mortal.survival.together(ABCDEF);
    expect(mortal.judged).toEqual(ABCDEF.map(({ id }) => id));
    await done;
  });

  test("have another life after each death, so that no request is sent twice", async () => {
    const lives: [string, number][] = [];
    const mortal: Mortal = new Mortal(
      {},
      {
        judge: async (clause, life) => {
          lives.push([clause.id, life.number]);
          await turn();
          if (clause.id === "a" && life.number === 0) life.end();
          return life.over ? undefined : passed(clause);
        },
      },
    );
    await mortal.survival.together(ABCDEF.slice(0, 2));
    expect(new Set(lives.map((life) => life.join())).size).toBe(lives.length);
    expect(lives.length).toBeGreaterThan(2);
  });
});

describe("a clause that is judged alone", () => {
  test("passes when the subject survives it", async () => {
    const mortal = new Mortal({});
    expect(await mortal.survival.alone(clause("a"))).toBe("survived");
    expect(mortal.told).toEqual(["a pass"]);
  });

  test.each([{ of: ["a"] }, { after: ["a"] }])(
    "fails when the subject dies of it twice: %j",
    async (dies) => {
      const mortal = new Mortal(dies);
      expect(await mortal.survival.alone(clause("a"))).toBe("killed");
      expect(mortal.told).toEqual(["a noted"]);
      expect(mortal.judged).toEqual(["a", "a"]);
      expect(mortal.revivals).toBe(2);
    },
  );

  test("passes when the subject dies of it once", async () => {
    let times = 0;
    const mortal = new Mortal({}, { vitals: { livesOn: async () => ++times > 1, revive: async () => true } });
    expect(await mortal.survival.alone(clause("a"))).toBe("survived");
    expect(mortal.told).toEqual(["a pass"]);
  });

  test("is not judged when the subject does not come back", async () => {
    const mortal = new Mortal({ of: ["a"], forGood: true });
    expect(await mortal.survival.alone(clause("a"))).toBe("gone");
    expect(mortal.told).toEqual(["a error"]);
  });
});
