import { expect, test } from "vitest";
import type { Clause } from "../../specs/clause.ts";
import { loadSpecification } from "../../specs/load-specification.ts";
import type { View } from "../view/view.ts";
import { createOracle } from "./oracle.ts";

const specification = loadSpecification();
const oracle = createOracle(specification);

function clause(expectation: Clause["expect"]): Clause {
  return {
    id: "invoke/test/clause",
    operation: "Invoke",
    binds: "server",
    level: "must",
    says: "A clause for tests.",
    given: { scenario: "steps" },
    expect: expectation,
    source: [{ kind: "documented", where: "here" }],
  };
}

function seen(members: Record<string, unknown>): View {
  return {
    witness: false,
    requests: 1,
    left: false,
    sent: { input: {} },
    calls: [],
    named: {},
    nonce: "n",
    ...members,
  } as unknown as View;
}

test("an error answer is its status, its code and a message", () => {
  const check = oracle.check(clause([{ error: "ResourceNotFoundException" }]));
  const sound = { code: "ResourceNotFoundException", message: "m", messageMember: "Message" };
  expect(check(seen({ status: 404, error: sound }))).toEqual({
    fits: true,
    answer: "ResourceNotFoundException",
  });
  for (const wrong of [
    { status: 400, error: sound },
    { status: 404, error: { code: "ValidationException", message: "m" } },
    { status: 404, error: { code: "ResourceNotFoundException" } },
    { status: 404 },
    {},
  ]) {
    expect(check(seen(wrong)).fits).toBe(false);
  }
});

test("several error answers are told in one line, with what came", () => {
  const check = oracle.check(
    clause([{ error: "ValidationException" }, { error: "InvalidParameterValueException" }]),
  );
  expect(check(seen({ status: 200, body: { bytes: 7, json: { a: 1 } } }))).toEqual({
    fits: false,
    violations: [
      {
        says: "the response",
        expected: "400 ValidationException, or 400 InvalidParameterValueException",
        actual: '200 {"a":1}',
      },
    ],
  });
});

test("a schema answer is told by what it missed, place by place", () => {
  const check = oracle.check(
    clause([
      {
        schema: {
          required: ["status", "headers"],
          properties: {
            status: { const: 202 },
            headers: { required: ["x-amzn-requestid"], properties: { "content-type": false } },
          },
        },
      },
    ]),
  );
  expect(check(seen({ status: 202, headers: { "x-amzn-requestid": "r" } })).fits).toBe(true);
  const finding = check(seen({ status: 200, headers: { "content-type": "text/html" } }));
  expect(finding).toEqual({
    fits: false,
    violations: [
      { says: "status", expected: "202", actual: "200" },
      { says: "header x-amzn-requestid", expected: "present", actual: "absent" },
      { says: "header content-type", expected: "absent", actual: '"text/html"' },
    ],
  });
});

test("sameAs compares with another place of the observation, and nothing is the same as what is not there", () => {
  const check = oracle.check(
    clause([{ schema: { required: ["result"], properties: { result: { sameAs: "/sent/payload/json" } } } }]),
  );
  const sent = (json: unknown): object => ({ input: {}, payload: { json } });
  expect(check(seen({ result: { a: [1] }, sent: sent({ a: [1] }) })).fits).toBe(true);
  expect(check(seen({ result: { a: [2] }, sent: sent({ a: [1] }) }))).toEqual({
    fits: false,
    violations: [
      { says: "result", expected: 'the same as sent.payload.json: {"a":[1]}', actual: '{"a":[2]}' },
    ],
  });
  expect(check(seen({ result: {}, sent: { input: {} } })).fits).toBe(false);
});

test("an answer that names a code the specification does not have is refused when it is compiled", () => {
  expect(() => oracle.check(clause([{ error: "NoSuchException" }]))).toThrow("NoSuchException");
});

test("a hostile body is told in a short line", () => {
  const check = oracle.check(clause([{ error: "ResourceNotFoundException" }]));
  const finding = check(
    seen({ status: 200, body: { bytes: 1e6, text: `\u0000\u001b[31m${"x".repeat(1e6)}` } }),
  );
  expect(finding.fits).toBe(false);
  expect(JSON.stringify(finding).length).toBeLessThan(400);
});

test("an answer may be an error that has to say more than its name", () => {
  const schema = {
    required: ["error"],
    properties: { error: { required: ["message"], properties: { message: { pattern: "^m" } } } },
  };
  const check = oracle.check(clause([{ error: "ResourceNotFoundException", schema }]));
  const error = { code: "ResourceNotFoundException", message: "m" };
  expect(check(seen({ status: 404, error }))).toEqual({ fits: true, answer: "ResourceNotFoundException" });
  expect(check(seen({ status: 404, error: { ...error, message: "n" } })).fits).toBe(false);
  expect(check(seen({ status: 400, error })).fits).toBe(false);
});

test("an error may come with any of the statuses that its sources give", () => {
  const check = oracle.check(clause([{ error: "AccessDeniedException" }]));
  const error = { code: "AccessDeniedException" };
  expect([403, 400, 404].map((status) => check(seen({ status, error })).fits)).toEqual([true, true, false]);
});

test.each([
  ["id 1 n2", true],
  ["id 1", false],
  [7, false],
])("a text includes another one: %j", (message, fits) => {
  const schema = {
    required: ["error"],
    properties: { error: { required: ["message"], properties: { message: { includes: "/nonce" } } } },
  };
  expect(oracle.check(clause([{ schema }]))(seen({ nonce: "n2", error: { message } })).fits).toBe(fits);
  expect(oracle.check(clause([{ schema }]))(seen({ nonce: "", error: { message } })).fits).toBe(false);
});
