import { expect, test } from "vitest";
import { causesOf, countWords } from "./causes.ts";
import type { ReportedVerdict } from "./report.ts";

type Violation = NonNullable<ReportedVerdict["failure"]>["violations"][number];

function verdict(
  clause: string,
  violation?: Violation,
  more: Partial<ReportedVerdict> = {},
): ReportedVerdict {
  return {
    clause,
    operation: "Invoke",
    level: "must",
    says: `${clause} holds.`,
    source: [{ kind: "documented", where: "a page" }],
    outcome: violation ? "fail" : "pass",
    cases: 1,
    exchanges: 1,
    ms: 1,
    ...(violation && {
      failure: {
        why: "",
        case: { kind: "", why: "", steps: [] },
        violations: [violation],
        shrinks: 0,
        replay: `${clause}:1:0`,
      },
    }),
    ...more,
  };
}

const shown = (verdicts: readonly ReportedVerdict[]): unknown[] =>
  causesOf(verdicts).map((cause) => [cause.says, ...cause.failing.map(({ clause }) => clause)]);

const answer = (actual: string): Violation => ({
  says: "the response",
  expected: "400 ValidationException",
  actual,
});

test("failures with the same difference have one cause, the largest first and must before should", () => {
  expect(
    shown([
      verdict("a/x/one", { says: "header date", expected: "present", actual: "absent" }),
      verdict("a/y/two", answer('404 ResourceNotFoundException "Function not found: one"'), {
        level: "should",
      }),
      verdict("a/z/three", answer('404 ResourceNotFoundException "Function not found: two"')),
      verdict("a/z/four"),
    ]),
  ).toEqual([
    ["expected 400 ValidationException, got 404 ResourceNotFoundException", "a/z/three", "a/y/two"],
    ["header date is missing", "a/x/one"],
  ]);
});

test.each([
  [answer('200 {"nonce":"n1"}'), "expected 400 ValidationException, got 200"],
  [answer("404 (no error name)"), "expected 400 ValidationException, got 404 without an error name"],
  [answer("no reply: reset"), "expected 400 ValidationException, got no reply: reset"],
  [{ says: "calls.0.error", expected: "absent", actual: "{}" }, "error should be absent"],
  [
    { says: "named.first.result", expected: 'the same as sent.payload.json: "n1"', actual: '"n2"' },
    "result is not the same as sent.payload.json",
  ],
  [
    { says: "log.text", expected: 'text with nonce in it: "n1"', actual: "x" },
    "log.text is not text with nonce in it",
  ],
  [{ says: "status", expected: "200", actual: "404" }, "status: expected 200, got 404"],
  [{ says: "result", expected: "{}", actual: "x".repeat(100) }, "result: expected {}, got something else"],
])("%o is told without what differs from case to case", (violation, says) => {
  expect(causesOf([verdict("a/b/c", violation)])[0]?.says).toBe(says);
});

test("a clause that another one implies has its cause", () => {
  const implying = verdict("a/b/root", answer("200 {}"), { implies: ["a/b/message"] });
  const implied = verdict(
    "a/b/message",
    { says: "error", expected: "present", actual: "absent" },
    { implies: ["a/b/plural"] },
  );
  const last = verdict("a/b/plural", { says: "error.text", expected: "present", actual: "absent" });
  expect(shown([last, implied, implying])).toEqual([
    ["expected 400 ValidationException, got 200", "a/b/plural", "a/b/message", "a/b/root"],
  ]);
});

test("clauses that imply each other end no run", () => {
  const one = verdict("a/b/one", answer("200 {}"), { implies: ["a/b/two"] });
  const two = verdict("a/b/two", answer("500 X"), { implies: ["a/b/one"] });
  expect(causesOf([one, two])).toHaveLength(2);
});

test("a family that fails as a whole, for many reasons, is one cause", () => {
  const failing = ["one", "two", "three", "four"].map((name) =>
    verdict(`a/log/${name}`, { says: name, expected: "present", actual: "absent" }),
  );
  expect(shown(failing)[0]).toEqual(["every clause of a/log fails", ...failing.map(({ clause }) => clause)]);
  expect(shown([...failing, verdict("a/log/five")])).toHaveLength(4);
});

test("the example is the failure with the plainest request", () => {
  const request = (target: string): Partial<ReportedVerdict> => ({
    failure: {
      ...(verdict("", answer("200 {}")).failure as NonNullable<ReportedVerdict["failure"]>),
      request: {
        method: "POST",
        origin: "http://127.0.0.1",
        target,
        headers: [],
        body: { bytes: 0, text: "" },
      },
    },
  });
  const [cause] = causesOf([
    verdict("a/b/long", answer("200 {}"), request("/a/long/target")),
    verdict("a/b/short", answer("200 {}"), request("/a")),
    verdict("a/b/should", answer("200 {}"), { ...request("/"), level: "should" }),
  ]);
  expect(cause?.failing[0].clause).toBe("a/b/short");
  expect(cause && countWords(cause)).toBe("3 clauses (2 must, 1 should)");
});

test("what a deviation covers has no cause", () => {
  expect(causesOf([verdict("a/b/c", answer("200 {}"), { deviation: "known" })])).toEqual([]);
});
