/** What a careful team tests with the JavaScript SDK. bench/beside.ts runs it. It reads ENDPOINT and INVOCATIONS from the environment. */
import { InvokeCommand, type InvokeCommandInput, LambdaClient } from "@aws-sdk/client-lambda";
import { expect, test } from "vitest";

const client = new LambdaClient({
  endpoint: process.env["ENDPOINT"] ?? "",
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  maxAttempts: 1,
});
const many = Number(process.env["INVOCATIONS"] ?? 20);
const AT_ONCE = 16;

const invoke = (order: unknown, more: Partial<InvokeCommandInput> = {}) =>
  client.send(new InvokeCommand({ FunctionName: "probe", Payload: JSON.stringify(order), ...more }));
const returning = (value: unknown) => ({ $probe: { return: { value } } });

test("it returns what it is told", async () => {
  let left = many;
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      const value = { id: crypto.randomUUID(), text: "grüße", list: [1, null, "b"] };
      const { StatusCode, Payload, FunctionError, ExecutedVersion } = await invoke(returning(value));
      expect({ StatusCode, FunctionError, ExecutedVersion }).toEqual({
        StatusCode: 200,
        FunctionError: undefined,
        ExecutedVersion: "$LATEST",
      });
      expect(JSON.parse(Payload?.transformToString() ?? "")).toEqual(value);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}, 600_000);

test("it tells an error of the function", async () => {
  const { StatusCode, FunctionError, Payload } = await invoke({
    $probe: { throw: { type: "Broken", message: "on purpose" } },
  });
  expect({ StatusCode, FunctionError }).toEqual({ StatusCode: 200, FunctionError: "Unhandled" });
  expect(JSON.parse(Payload?.transformToString() ?? "")).toMatchObject({
    errorType: "Broken",
    errorMessage: "on purpose",
  });
});

test("it takes an event, and checks a dry run", async () => {
  expect(await invoke(returning(1), { InvocationType: "Event" })).toMatchObject({ StatusCode: 202 });
  expect(await invoke(returning(1), { InvocationType: "DryRun" })).toMatchObject({ StatusCode: 204 });
});

test.each([
  ["a function that is not there", { FunctionName: "nobody" }, "ResourceNotFoundException"],
  ["a version that is not there", { Qualifier: "nobody" }, "ResourceNotFoundException"],
  ["a payload that is no JSON", { Payload: "{" }, "InvalidRequestContentException"],
])("it refuses %s", async (_, more, name) => {
  await expect(invoke(returning(1), more)).rejects.toMatchObject({ name });
});

test("it knows an ARN", async () => {
  const FunctionName = "arn:aws:lambda:us-east-1:123456789012:function:probe";
  expect(await invoke(returning(1), { FunctionName })).toMatchObject({ StatusCode: 200 });
});
