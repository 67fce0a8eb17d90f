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
  [answer('200 {"nonce":"n1"}'), "b: expected 400 ValidationException, got 200"],
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
  [
    { says: "the endpoint", expected: "it continues to respond", actual: "it stopped" },
    "the endpoint stops responding",
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
    ["b: expected 400 ValidationException, got 200", "a/b/plural", "a/b/message", "a/b/root"],
  ]);
});

type Failure = NonNullable<ReportedVerdict["failure"]>;

const request = (target: string, more: Partial<NonNullable<Failure["request"]>> = {}) => ({
  method: "POST",
  origin: "http://127.0.0.1",
  target,
  headers: [],
  body: { bytes: 0, text: "" },
  ...more,
});

function shownBy(clause: string, violation: Violation, more: Partial<Failure>, implies: string[] = []) {
  const { failure } = verdict(clause, violation);
  return verdict(clause, violation, { failure: { ...(failure as Failure), ...more }, implies });
}

const missing = (says: string): Violation => ({ says, expected: "present", actual: "absent" });

test.each([
  [
    "a header field",
    { request: request("/f", { headers: [["X-Amz-Invocation-Type", "DryRun"]] }) },
    { request: request("/f", { headers: [["X-Amz-Date", "20260101T000000Z"]] }) },
    { request: request("/f", { headers: [["x-amz-invocation-type", "DryRun"]] }) },
  ],
  [
    "a parameter",
    { request: request("/f?Qualifier=a") },
    { request: request("/f") },
    { request: request("/g?Qualifier=b") },
  ],
  [
    "the method",
    { request: request("/f", { method: "GET" }) },
    { request: request("/f") },
    { request: request("/g", { method: "GET" }) },
  ],
  [
    "a request that is valid",
    { request: request("/f") },
    { request: request("/f"), case: { kind: "", why: "", steps: [], breaks: ["json"] } },
    { request: request("/f") },
  ],
] as [string, Partial<Failure>, Partial<Failure>, Partial<Failure>][])(
  "what fails without %s of the clause that implies it has a cause of its own",
  (_name, root, alone, beside) => {
    const implying = shownBy("a/b/root", missing("one"), root, ["a/c/implied"]);
    expect(shown([implying, shownBy("a/c/implied", missing("two"), alone)])).toEqual([
      ["one is missing", "a/b/root"],
      ["two is missing", "a/c/implied"],
    ]);
    expect(shown([implying, shownBy("a/c/implied", missing("two"), beside)])).toHaveLength(1);
  },
);

test("what should be rejected, and succeeds or crashes, has one cause for each input, whatever the operation", () => {
  for (const came of ['200 {"nonce":"n1"}', "202 (empty body)", '500 (no error name) "oops"']) {
    expect(
      shown([
        verdict("invoke/payload/json", answer(came)),
        verdict("invoke-with-response-stream/payload/json", answer(came)),
        verdict("invoke/qualifier/pattern", answer(came)),
      ]),
    ).toMatchObject([
      [
        expect.stringMatching(/^payload: /),
        "invoke/payload/json",
        "invoke-with-response-stream/payload/json",
      ],
      [expect.stringMatching(/^qualifier: /), "invoke/qualifier/pattern"],
    ]);
  }
});

test("the order of the responses that were allowed makes no other cause", () => {
  const either = (expected: string): Violation => ({ says: "the response", expected, actual: "404 C" });
  expect(
    shown([verdict("a/x/one", either("413 A, or 413 B")), verdict("a/y/two", either("413 B, or 413 A"))]),
  ).toEqual([["expected 413 A, or 413 B, got 404 C", "a/x/one", "a/y/two"]]);
});

test("a result that is missing because the body is empty is told from one that is not JSON", () => {
  const came = (text: string): Partial<Failure> => ({
    response: { status: 200, headers: [], body: { bytes: text.length, text }, headMs: 1, endMs: 1 },
  });
  expect(
    shown([
      shownBy("a/x/null", missing("result"), came("")),
      shownBy("a/x/text", missing("result"), came('"a"b"')),
      shownBy("a/x/none", missing("result"), { response: { failure: "reset" } }),
    ]),
  ).toEqual([
    ["result is missing: the body is empty", "a/x/null"],
    ["result is missing: the body is not JSON", "a/x/text"],
    ["result is missing", "a/x/none"],
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
  const asked = (target: string): Partial<ReportedVerdict> => ({
    failure: { ...(verdict("", answer("200 {}")).failure as Failure), request: request(target) },
  });
  const [cause] = causesOf([
    verdict("a/b/long", answer("200 {}"), asked("/a/long/target")),
    verdict("a/b/short", answer("200 {}"), asked("/a")),
    verdict("a/b/should", answer("200 {}"), { ...asked("/"), level: "should" }),
  ]);
  expect(cause?.failing[0].clause).toBe("a/b/short");
  expect(cause && countWords(cause)).toBe("3 clauses (2 must, 1 should)");
});

test("what a deviation covers has no cause", () => {
  expect(causesOf([verdict("a/b/c", answer("200 {}"), { deviation: "known" })])).toEqual([]);
});
