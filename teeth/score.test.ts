import { describe, expect, test } from "vitest";
import type { Clause } from "../specs/clause.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { faultsOf, type Score } from "./score.ts";
import { summaryText } from "./score-text.ts";
import { wrongsOf } from "./wrong.ts";

const specification = loadSpecification();
const clause = specification.clauses.find(({ id }) => id === "invoke/qualifier/too-long");
if (clause === undefined) throw new Error("the clause that is looked at is gone");
const [mutant] = wrongsOf(clause, specification);
if (mutant === undefined) throw new Error("it has no mutant");

const unrecognised: Clause = { ...clause, given: { scenario: "near-misses" } };

const sound: Score & Required<Pick<Score, "whole">> = {
  specification,
  teeth: [{ clause, bites: [{ mutant, killed: true }], expectationCounts: true }],
  tellings: [{ clause, told: ["one", "other"] }],
  attributions: [{ mutant, others: [], unexplained: [] }],
  whole: {
    constants: [{ name: "always-404", judged: 100, passed: [], exitStatus: 2 }],
    miniatures: [{ name: "small", fails: ["a/b/c"], missed: [] }],
    recordings: [{ place: "entry-1", judgedBy: ["a/b/c"], calledWrong: [], missed: false, unanswered: [] }],
    precision: { seeds: 2, cases: 20, alarms: [] },
  },
};

test("a score without a fault has none", () => {
  expect(faultsOf(sound)).toEqual([]);
});

const whole = (other: Partial<Score["whole"]>): Score => ({ ...sound, whole: { ...sound.whole, ...other } });

describe("it is a fault that", () => {
  test.each<[string, Score, RegExp]>([
    [
      "a clause has no mutant",
      { ...sound, teeth: [{ clause, bites: [], expectationCounts: false }] },
      /has no mutant: let its scenario recognise its calls .*, or make one by hand/,
    ],
    [
      "a clause whose calls cannot be recognised has no mutant",
      { ...sound, teeth: [{ clause: unrecognised, bites: [], expectationCounts: false }] },
      /has no mutant: its calls cannot be recognised, because a value does not show.*or make one by hand/,
    ],
    [
      "a mutant survives",
      {
        ...sound,
        teeth: [
          {
            clause,
            bites: [
              { mutant, killed: true },
              { mutant, killed: false, because: "pass" },
            ],
            expectationCounts: true,
          },
        ],
      },
      /survives \(pass\)/,
    ],
    [
      "an expectation carries no kill",
      { ...sound, teeth: [{ clause, bites: [{ mutant, killed: true }], expectationCounts: false }] },
      /kills just as well/,
    ],
    [
      "answers are not told apart",
      { ...sound, tellings: [{ clause, told: ["one"] }] },
      /tells no two answers apart \(one\)/,
    ],
    [
      "attribution is low",
      { ...sound, attributions: [{ mutant, others: ["a/b/c"], unexplained: ["a/b/c"] }] },
      /only 0 % of the mutants/,
    ],
    [
      "a clause implies more than five others",
      {
        ...sound,
        specification: {
          ...specification,
          clauses: [{ ...clause, implies: ["a", "b", "c", "d", "e", "f"] }],
        },
      },
      /implies 6 clauses/,
    ],
    [
      "a constant responder passes something",
      whole({ constants: [{ name: "x", judged: 10, passed: ["a", "b"], exitStatus: 1 }] }),
      /x passes a b/,
    ],
    [
      "a run against one exits with 0",
      whole({ constants: [{ name: "x", judged: 10, passed: [], exitStatus: 0 }] }),
      /a run against x exits with 0/,
    ],
    [
      "a miniature is not failed",
      whole({ miniatures: [{ name: "x", fails: ["a/b/c"], missed: ["a/b/c"] }] }),
      /x is not failed by a\/b\/c/,
    ],
    [
      "a recording is called wrong",
      whole({
        recordings: [
          { place: "p", judgedBy: ["a/b/c"], calledWrong: ["a/b/c"], missed: false, unanswered: [] },
        ],
      }),
      /false alarm on the recording p/,
    ],
    [
      "a recording does not answer what it is said to",
      whole({
        recordings: [{ place: "p", judgedBy: [], calledWrong: [], missed: true, unanswered: ["a/b/c"] }],
      }),
      /the recording p does not answer a\/b\/c/,
    ],
    [
      "what is sound is called wrong",
      whole({ precision: { seeds: 1, cases: 1, alarms: [{ seed: 1, clause: "a/b/c", says: "fail" }] } }),
      /false alarm on what is sound, seed 1: a\/b\/c: fail/,
    ],
  ])("%s", (_, score, says) => {
    expect(faultsOf(score)).toEqual([expect.stringMatching(says)]);
  });
});

test("of chosen clauses it tells what else their mutants fail, and where to say so", () => {
  const { whole: _, ...chosen } = sound;
  const beside = (unexplained: readonly string[]): string =>
    summaryText({ ...chosen, attributions: [{ mutant, others: [], unexplained }] });
  expect(beside(["invoke/a/b"])).toContain(
    `${mutant.name} also fails "invoke/a/b": if a breach of ${clause.id} always breaks that too, name it in its "implies"\n`,
  );
  expect(beside(["1", "2", "3", "4", "5", "6"])).toContain('too many for "implies"');
  expect(summaryText(sound)).not.toContain("also fails");
});
