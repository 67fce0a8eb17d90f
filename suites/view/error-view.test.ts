import { expect, test } from "vitest";
import { loadSpecification } from "../../specs/load-specification.ts";
import type { ReceivedReply } from "../../wire/received-reply.ts";
import { errorView } from "./error-view.ts";

const specification = loadSpecification();

function reply(headers: Record<string, string>): ReceivedReply {
  return {
    status: 400,
    headers: Object.entries(headers),
    body: new Uint8Array(),
    chunks: [],
    headAt: 0,
    endAt: 0,
  };
}

const look = (headers: Record<string, string>, json: unknown): ReturnType<typeof errorView> =>
  errorView(reply(headers), json, "Invoke", specification);

test.each([
  [{ "x-amzn-ErrorType": "TooManyRequestsException" }, {}],
  [{ "X-Amzn-Errortype": "TooManyRequestsException:http://internal.amazon.com/coral/x/" }, {}],
  [{}, { __type: "com.amazonaws.lambda#TooManyRequestsException" }],
  [{}, { code: "TooManyRequestsException" }],
])("the code is found in %j %j", (headers, json) => {
  expect(look(headers, json)).toMatchObject({ code: "TooManyRequestsException", known: true, status: 429 });
});

test("the header wins over the body, and both are told", () => {
  expect(look({ "x-amzn-errortype": "A" }, { __type: "B" })).toMatchObject({
    code: "A",
    inHeader: true,
    inBody: true,
    known: false,
  });
});

test.each([null, 7, "text", [1], undefined])(
  "a body that is no object (%j) has no code and no message",
  (json) => {
    expect(look({}, json)).toEqual({ inHeader: false, inBody: false, known: false });
  },
);

test("a null Type is kept as null", () => {
  expect(look({}, { Message: "m", Type: null })).toMatchObject({
    type: null,
    messageMember: "Message",
    message: "m",
  });
});

test("a validation message is taken apart, whatever its values hold", () => {
  const message =
    "2 validation errors detected: Value 'it's; Value 'x' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (a|b); c; " +
    "Value '" +
    "q".repeat(129) +
    "' at 'qualifier' failed to satisfy constraint: Member must have length less than or equal to 128";
  expect(look({}, { message })).toMatchObject({
    failureCount: 2,
    failuresListed: 2,
    failures: [
      { member: "functionName", constraint: "pattern" },
      { member: "qualifier", constraint: "maxLength", limit: 128 },
    ],
  });
});

test("an enum set is compared sorted, and null is a missing member", () => {
  const message =
    "1 validation error detected: Value 'dry_run' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [DryRun, RequestResponse, Event]";
  expect(look({}, { message }).failures).toEqual([
    {
      member: "invocationType",
      value: "dry_run",
      constraint: "enum",
      values: ["DryRun", "Event", "RequestResponse"],
    },
  ]);
  const missing =
    "1 validation error detected: Value null at 'functionName' failed to satisfy constraint: Member must not be null";
  expect(look({}, { message: missing }).failures).toEqual([
    { member: "functionName", constraint: "required" },
  ]);
});

test("of several statuses of a code the one that came counts", () => {
  const at = (status: number): number | undefined =>
    errorView(
      { ...reply({ "x-amzn-ErrorType": "AccessDeniedException" }), status },
      { message: "m" },
      "Invoke",
      specification,
    ).status;
  expect([at(403), at(400), at(500)]).toEqual([403, 400, 403]);
});
