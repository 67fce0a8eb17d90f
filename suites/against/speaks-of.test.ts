import { expect, test } from "vitest";
import { loadSpecification } from "../../specs/load-specification.ts";
import { placeIn, speaksOf } from "./speaks-of.ts";

const { Invoke } = loadSpecification().operations;

test.each([
  ["status", "status", true],
  ["status", "the response", true],
  ["status", "error.messageMember", false],
  ["error", "error.code", true],
  ["error", "error.messageMember", false],
  ["members of the error", "error.type", true],
  ["call 2: members of the error", "error.messageMember", true],
  ["connection", "header content-type", false],
  ["body", "calls.0.result.errorType", true],
  ["body.errorType", "calls.0.result.errorType", true],
  ["body.errorType", "result", true],
  ["body.functionArn", "result.functionVersion", false],
  ["call 2: body.a", "body.json.a.b", true],
  ["end of the stream", "stream.content.sha256", false],
  ["end of the stream", "200: stream.complete.ErrorCode", true],
  ["content of the stream", "header content-type", false],
  ["executions", "ledger.count", true],
  ["header x-amz-request-id", "ledger.requestIds", false],
  ["header x-amzn-trace-id", "header x-amzn-trace-id", true],
  ["header x-amz-executed-version", "outputs.ExecutedVersion", true],
  ["header x-amz-executed-version", "outputs.StatusCode", false],
] as const)("of %s it is said by %s: %j", (facet, says, expected) => {
  const differing = { facet, endpoint: "1", against: "2" };
  expect(speaksOf(differing, [placeIn(says)], Invoke)).toBe(expected);
});

test("a function that fails at one of them only does not answer what it should; how it fails is another matter", () => {
  const facet = "header x-amz-function-error";
  expect(speaksOf({ facet, endpoint: "Unhandled" }, ["result"], Invoke)).toBe(true);
  expect(speaksOf({ facet, endpoint: "Unhandled", against: "Handled" }, ["result"], Invoke)).toBe(false);
});
