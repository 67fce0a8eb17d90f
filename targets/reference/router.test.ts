import { expect, test } from "vitest";
import { loadSpecification } from "../../specs/load-specification.ts";
import type { RawHeaders } from "../../wire/raw-headers.ts";
import { NoOperation } from "./no-operation.ts";
import { percentDecoded, type Route, Router } from "./router.ts";

const router = new Router(Object.values(loadSpecification().operations));

function route(target: string, headers: RawHeaders = [], method = "POST"): Route {
  return router.route({ method, target, headers, body: new Uint8Array() });
}

const invocations = (label: string): string => `/2015-03-31/functions/${label}/invocations`;

test("each operation is found by its own path", () => {
  expect(route(invocations("f")).operation.name).toBe("Invoke");
  expect(route("/2021-11-15/functions/f/response-streaming-invocations").operation.name).toBe(
    "InvokeWithResponseStream",
  );
});

test.each([
  ["arn%3Aaws%3Alambda", "arn:aws:lambda"],
  ["arn:aws:lambda", "arn:aws:lambda"],
  ["%24LATEST", "$LATEST"],
  ["a%2Fb", "a/b"],
  ["..", ".."],
  ["%2e%2e", ".."],
  ["", ""],
  ["%c3%a9", "é"],
  ["\xc3\xa9", "é"],
  ["%e9", "\xe9"],
  ["100%", "100%"],
  ["%zz%2", "%zz%2"],
])("the label %j is read as %j, and the path never normalised", (label, name) => {
  expect(route(invocations(label)).input["FunctionName"]).toBe(name);
});

test.each([
  ["", undefined],
  ["?", undefined],
  ["?Qualifier=%24LATEST", "$LATEST"],
  ["?Qualifier=$LATEST", "$LATEST"],
  ["?other=1&Qualifier=a&Qualifier=b", "a"],
  ["?Qualifier=", ""],
  ["?Qualifier", ""],
  ["?qualifier=a", undefined],
  ["?Qualifier=a=b?c", "a=b?c"],
])("the query %j gives the qualifier %j", (query, qualifier) => {
  expect(route(invocations("f") + query).input["Qualifier"]).toBe(qualifier);
});

test("header fields are found by any case of their names, and what is absent stands for its default", () => {
  const { input } = route(invocations("f"), [
    ["x-AMZ-log-type", "Tail"],
    ["X-Amz-Client-Context", "a"],
    ["X-Amz-Client-Context", "b"],
  ]);
  expect(input["LogType"]).toBe("Tail");
  expect(input["ClientContext"]).toBe("a, b");
  expect(input["InvocationType"]).toBe("RequestResponse");
  expect(input["TenantId"]).toBeUndefined();
});

test("a target may be a whole URL", () => {
  expect(route(`http://host:80${invocations("f")}?Qualifier=1`).input).toMatchObject({
    FunctionName: "f",
    Qualifier: "1",
  });
});

test.each([
  "/",
  "*",
  "",
  "/2015-03-31/functions/f",
  `${invocations("f")}/`,
  invocations("a/b"),
  `/x${invocations("f")}`,
])("%j is no operation", (target) => {
  expect(() => route(target)).toThrowError(NoOperation);
});

test("another method is refused before anything else is looked at", () => {
  expect(() => route(invocations("!"), [], "GET")).toThrowError(
    expect.objectContaining({
      code: "AccessDeniedException",
      message: "Unable to determine service/operation name to be authorized",
    }),
  );
});

test("text without escapes is left alone", () => {
  expect(percentDecoded("arn:aws:lambda")).toBe("arn:aws:lambda");
});
