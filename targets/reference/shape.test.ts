import { expect, test } from "vitest";
import { loadSpecification } from "../../specs/load-specification.ts";
import type { Refusal } from "./refusal.ts";
import { checkShape } from "./shape.ts";

const { Invoke } = loadSpecification().operations;

function refusal(input: Record<string, string>): Refusal | undefined {
  try {
    checkShape(Invoke, { FunctionName: "f", ...input });
    return undefined;
  } catch (error) {
    return error as Refusal;
  }
}

test("an input that keeps all constraints passes", () => {
  expect(
    refusal({
      FunctionName: "arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST",
      Qualifier: "$LATEST",
      InvocationType: "DryRun",
      LogType: "Tail",
      TenantId: "a b/c@d",
      // Judged later, and with another error.
      ClientContext: "no base64",
    }),
  ).toBeUndefined();
});

test("an unknown invocation type is refused in the words and with the length of the recording of 2017", () => {
  const found = refusal({ InvocationType: "dry_run" });
  expect(found).toMatchObject({ code: "ValidationException" });
  expect(found?.message).toMatch(
    /^1 validation error detected: Value 'dry_run' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: \[.*\]$/,
  );
  expect(JSON.stringify({ message: found?.message })).toHaveLength(177);
});

test("a long qualifier is refused with its limit", () => {
  expect(refusal({ Qualifier: "a".repeat(129) })?.message).toBe(
    `1 validation error detected: Value '${"a".repeat(129)}' at 'qualifier' failed to satisfy constraint: Member must have length less than or equal to 128`,
  );
});

test("all failures are told in one message", () => {
  const message = refusal({ FunctionName: "f!", Qualifier: "", LogType: "tail" })?.message ?? "";
  expect(message).toMatch(/^\d validation errors detected: /);
  const failures = message.replace(/^(\d) validation errors detected: /, "").split("; ");
  expect(failures).toHaveLength(Number(message[0]));
  expect(failures[0]).toMatch(
    /^Value 'f!' at 'functionName' .*: Member must satisfy regular expression pattern: /,
  );
  expect(failures).toContain(
    "Value '' at 'qualifier' failed to satisfy constraint: Member must have length greater than or equal to 1",
  );
  expect(failures.at(-1)).toMatch(
    /^Value 'tail' at 'logType' .*: Member must satisfy enum value set: \[None, Tail\]$/,
  );
});

test("a required member that is not there is null", () => {
  expect(() => checkShape(Invoke, {})).toThrow(
    "1 validation error detected: Value null at 'functionName' failed to satisfy constraint: Member must not be null",
  );
});

test("the constraints are those of the edition", () => {
  const old = loadSpecification({ edition: "2023-11-16" }).operations.Invoke;
  const long = { FunctionName: "a".repeat(171) };
  expect(() => checkShape(old, long)).toThrow("less than or equal to 170");
  expect(() => checkShape(Invoke, long)).not.toThrow();
});
