import { describe, expect, test } from "vitest";
import type { JsonSchema } from "../../specs/clause.ts";
import type { PassiveClause } from "../../specs/is-passive.ts";
import { view } from "../view/view.ts";
import { createAttempts } from "./attempts.ts";
import type { CaseAttempt, PlannedAttempt } from "./case-attempt.ts";
import { controlOf } from "./control.ts";
import { createOracle } from "./oracle.ts";
import type { PassiveEvidence } from "./passive-evidence.ts";
import { createPassiveJudge, type PassiveJudge } from "./passive-judge.ts";
import {
  type FakeRequest,
  type FakeResponse,
  likeTheProbe,
  observationOf,
  SOUND,
  specification,
} from "./testing/fake-context.ts";
import type { Verdict } from "./verdict.ts";

const oracle = createOracle(specification);
const { signal } = new AbortController();

const IDENTIFIED: PassiveClause = {
  ...SOUND,
  id: "invoke/test/identified",
  says: "Every response names its request.",
  given: { every: "exchange", where: { required: ["status"] } },
  expect: [
    {
      schema: {
        required: ["headers"],
        properties: { headers: { type: "object", required: ["x-amzn-requestid"] } },
      },
    },
  ],
};

type Respond = (request: FakeRequest) => FakeResponse;
const named: Respond = (request) => ({ ...likeTheProbe(request), headers: { "x-amzn-RequestId": "1" } });
const nameless: Respond = likeTheProbe;

class Played {
  readonly passive: PassiveJudge;
  readonly #attempts = createAttempts(1, 0);

  constructor(clause: PassiveClause = IDENTIFIED, earlier: readonly PassiveEvidence[] = []) {
    const all = { ...specification, clauses: [SOUND] };
    this.passive = createPassiveJudge([clause], { specification: all, oracle, seed: 1 }, earlier);
  }

  /** Shows the judge a request of another clause, which got this response. */
  see(respond: Respond, more: Partial<PlannedAttempt> = {}): CaseAttempt {
    const attempt = this.#attempts({ ...controlOf(SOUND, specification), ...more });
    const observation = observationOf(attempt, (request) => respond({ ...request, index: 0 }));
    this.passive.observed(attempt, observation, view(observation, specification));
    return attempt;
  }

  /** Confirms: attempts that are sent again get this response. Returns these attempts. */
  async confirm(respond: Respond, stop = signal): Promise<CaseAttempt[]> {
    const sent: CaseAttempt[] = [];
    await this.passive.confirm(async (attempt) => {
      sent.push(attempt);
      return observationOf(attempt, (request) => respond({ ...request, index: 0 }));
    }, stop);
    return sent;
  }

  get verdict(): Verdict {
    return this.passive.verdicts()[0] as Verdict;
  }
}

test("a clause that every exchange keeps passes, and counts them", () => {
  const played = new Played();
  for (let times = 0; times < 3; times++) played.see(named);
  expect(played.verdict).toMatchObject({ outcome: "pass", cases: 3, exchanges: 3 });
});

test.each<[string, JsonSchema, string]>([
  ["binds no exchange", { required: ["error"] }, "no exchange of this run falls under this clause"],
  ["has no witness that the probe ran", { required: ["status"] }, "no response shows that the probe ran"],
])("a clause that %s is not judged", (what, where, because) => {
  const played = new Played({ ...IDENTIFIED, given: { every: "exchange", where } });
  played.see(what.startsWith("binds") ? named : () => ({ json: {}, headers: { "x-amzn-RequestId": "1" } }));
  expect(played.verdict).toMatchObject({ outcome: "uncovered", because });
});

test("a clause is judged without a witness when another showed that not everything is answered alike", () => {
  const played = new Played();
  played.see(() => ({ json: {}, headers: { "x-amzn-RequestId": "1" } }));
  played.passive.passed("Invoke");
  expect(played.verdict).toMatchObject({ outcome: "pass", exchanges: 1 });
});

test("requests without a response are nobody's fault", () => {
  const played = new Played({ ...IDENTIFIED, given: { every: "exchange", where: true } });
  played.see(named);
  played.see(() => ({ failure: "reset" }));
  expect(played.verdict).toMatchObject({ outcome: "pass", exchanges: 1 });
});

describe("an exchange that breaks a clause", () => {
  test("fails it when it comes again, and names the case that showed it", async () => {
    const played = new Played();
    const attempt = played.see(nameless, { path: "4", purpose: "first", twin: false });
    const [again, ...more] = await played.confirm(nameless);
    expect(again).toEqual({ ...attempt, purpose: "passive-confirmation", nonce: `${attempt.nonce}b` });
    expect(more).toEqual([]);
    expect(played.verdict).toMatchObject({
      outcome: "fail",
      failure: { replay: `${SOUND.id}:1:4`, why: attempt.case.why, exchanges: [{}], shrinks: 0 },
    });
  });

  test("of a twin is replayed by the case of the twin", async () => {
    const played = new Played();
    const { case: made } = controlOf(SOUND, specification);
    played.see(nameless, { path: "4", case: { ...made, twin: made.steps }, twin: true });
    await played.confirm(nameless);
    expect(played.verdict.failure?.replay).toBe(`${SOUND.id}:1:4`);
  });

  test("makes it flaky when it does not come again", async () => {
    const played = new Played();
    played.see(nameless);
    await played.confirm(named);
    expect(played.verdict).toMatchObject({ outcome: "error", because: expect.stringMatching(/^flaky/) });
  });

  test("makes it flaky when its calls cannot be made again", async () => {
    const played = new Played();
    played.see(nameless);
    await played.passive.confirm(() => Promise.reject(new Error("no connection")), signal);
    expect(played.verdict).toMatchObject({ outcome: "error" });
  });

  test("is confirmed later when it does not come again at first", async () => {
    const played = new Played();
    played.see(nameless);
    await played.confirm(named);
    played.see(nameless);
    await played.confirm(nameless);
    expect(played.verdict.outcome).toBe("fail");
  });

  test("is confirmed once, however many there are", async () => {
    const played = new Played();
    played.see(nameless);
    played.see(nameless);
    expect(await played.confirm(nameless)).toHaveLength(1);
    played.see(nameless);
    expect(await played.confirm(nameless)).toEqual([]);
  });

  test("is told by the plainest of the cases that showed it", async () => {
    const played = new Played();
    const { case: bare } = controlOf(SOUND, specification);
    const odd = {
      ...bare,
      steps: bare.steps.map((step) => ({ ...step, wire: { signature: "wrong" } as const })),
    };
    for (const path of ["1", "2", "3", "4"]) played.see(nameless, { path, case: odd });
    played.see(nameless, { path: "5" });
    expect(await played.confirm(nameless)).toHaveLength(1);
    expect(played.verdict.failure?.replay).toBe(`${SOUND.id}:1:5`);
  });

  test("blames nobody when the run was interrupted before it was confirmed", async () => {
    const played = new Played();
    played.see(nameless);
    await played.confirm(nameless, AbortSignal.abort());
    expect(played.verdict.outcome).toBe("error");
  });

  test("is not looked at while a case is made smaller", async () => {
    const played = new Played();
    played.see(nameless, { purpose: "shrinking" });
    expect(await played.confirm(nameless)).toEqual([]);
    expect(played.verdict).toMatchObject({ outcome: "uncovered", exchanges: 0 });
  });

  test("is an answer of a may clause", async () => {
    const played = new Played({ ...IDENTIFIED, level: "may" });
    played.see(named);
    played.see(nameless);
    expect(await played.confirm(nameless)).toEqual([]);
    expect(played.verdict).toMatchObject({
      outcome: "noted",
      answers: { "as expected": 1, "other: absent": 1 },
    });
  });
});

describe("evidence of an earlier part of the run", () => {
  /** The evidence as it comes out of a journal. */
  const journaled = ({ passive }: Played): PassiveEvidence =>
    JSON.parse(JSON.stringify(passive.evidence(SOUND.id))) as PassiveEvidence;

  test("counts as if it had been seen now", () => {
    const before = new Played();
    before.see(named);
    before.see(named);
    const after = new Played(IDENTIFIED, [journaled(before)]);
    expect(after.verdict).toEqual(before.verdict);
    expect(after.verdict).toMatchObject({ outcome: "pass", exchanges: 2 });
  });

  test("has its answers, of a may clause", () => {
    const before = new Played({ ...IDENTIFIED, level: "may" });
    before.see(named);
    before.see(nameless);
    expect(new Played({ ...IDENTIFIED, level: "may" }, [journaled(before)]).verdict).toEqual(before.verdict);
  });

  test("holds failures, which are confirmed by the same calls", async () => {
    const before = new Played();
    const first = before.see(nameless);
    const [sent] = await before.confirm(nameless);
    const after = new Played(IDENTIFIED, [journaled(before)]);
    const [again] = await after.confirm(nameless);
    expect(again).toEqual({ ...sent, purpose: "passive-confirmation" });
    expect(again?.case).toEqual(first.case);
    expect(after.verdict).toEqual(before.verdict);
  });

  test("is small, however much was seen", () => {
    const played = new Played();
    for (let times = 0; times < 1000; times++) played.see(nameless);
    expect(JSON.stringify(journaled(played)).length).toBeLessThan(500);
  });

  test("of a clause that made no calls is empty", () => {
    expect(new Played().passive.evidence("invoke/test/other")).toEqual({
      of: "invoke/test/other",
      witnessed: [],
      seen: {},
    });
  });
});
