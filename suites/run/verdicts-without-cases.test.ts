import { expect, test } from "vitest";
import { controlOf } from "../judge/control.ts";
import { SOUND, specification } from "../judge/testing/fake-context.ts";
import { failedToJudge, killed, uncovered } from "./verdicts-without-cases.ts";

const nothing = { clause: SOUND.id, level: "must", says: SOUND.says, cases: 0, exchanges: 0, ms: 0 };
const last = { ...controlOf(SOUND, specification), path: "17:0:3", life: 1, repeat: 0, nonce: "n" };

test("what is not supported, or could not be judged, blames nobody", () => {
  expect(uncovered(SOUND, "no alias")).toEqual({ ...nothing, outcome: "uncovered", because: "no alias" });
  expect(failedToJudge(SOUND, "gone")).toEqual({ ...nothing, outcome: "error", because: "gone" });
});

test("what kills the subject fails, with the last case that was seen", () => {
  expect(killed(SOUND, last, 7)).toEqual({
    ...nothing,
    outcome: "fail",
    failure: {
      why: last.case.why,
      case: last.case,
      exchanges: [],
      violations: [
        {
          says: "the endpoint",
          expected: "it continues to respond",
          actual: "it stopped responding twice, with this clause alone",
        },
      ],
      shrinks: 0,
      replay: `${SOUND.id}:7:17:0:3`,
    },
  });
});

test("a may clause that kills the subject is noted", () => {
  expect(killed({ ...SOUND, level: "may" }, last, 7)).toMatchObject({
    outcome: "noted",
    answers: { "other: it stopped responding twice, with this clause alone": 1 },
  });
});
