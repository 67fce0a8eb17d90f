import { expect, test } from "vitest";
import { readDocuments } from "../specs/documents.ts";
import { changes, differences, editionsFile, editionsText } from "./editions.ts";
import { expectCurrent, expectList } from "./testing/expect-current.ts";

const documents = readDocuments();

test("docs/editions.md is what scripts/editions.ts makes of the specification", () => {
  expectCurrent(editionsFile, editionsText(), "node scripts/editions.ts");
});

test("the editions differ in their dated facts, and in nothing else", () => {
  const subjects = new Set(changes(documents).map(({ subject }) => subject));
  // A new member explains its keywords too.
  const owned = (subject: string): boolean =>
    [...subjects].some((known) => subject === known || subject.startsWith(`${known} `));
  const found = differences(documents);
  const mend = "give each fact in specs/ that differs between editions its date";
  expectList(
    "undated differences",
    [...found].filter((subject) => !owned(subject)),
    [],
    mend,
  );
  expectList(
    "dated facts that differ nowhere",
    [...subjects].filter((subject) => !found.has(subject)),
    [],
    mend,
  );
});

test("the facts between the editions are those of the model's history (npx vitest run scripts/editions -u writes them)", () => {
  const dated = changes(documents).map(({ date, subject }) => `${date} ${subject}`);
  expect(dated).toMatchInlineSnapshot(`
    [
      "2025-07-31 InvokeWithResponseStream response limit",
      "2025-10-28 Invoke SerializedRequestEntityTooLargeException",
      "2025-10-28 Invoke request limit of Event",
      "2025-10-28 InvokeWithResponseStream SerializedRequestEntityTooLargeException",
      "2025-11-19 Invoke TenantId",
      "2025-11-19 InvokeWithResponseStream TenantId",
      "2025-12-01 Invoke FunctionName maxLength",
      "2025-12-01 Invoke FunctionName pattern",
      "2025-12-01 Invoke NoPublishedVersionException",
      "2025-12-01 Invoke Qualifier pattern",
      "2025-12-01 InvokeWithResponseStream FunctionName maxLength",
      "2025-12-01 InvokeWithResponseStream FunctionName pattern",
      "2025-12-01 InvokeWithResponseStream NoPublishedVersionException",
      "2025-12-01 InvokeWithResponseStream Qualifier pattern",
      "2025-12-02 Invoke DurableExecutionAlreadyStartedException",
      "2025-12-02 Invoke DurableExecutionArn",
      "2025-12-02 Invoke DurableExecutionName",
      "2026-04-07 Invoke S3FilesMountConnectivityException",
      "2026-04-07 Invoke S3FilesMountFailureException",
      "2026-04-07 Invoke S3FilesMountTimeoutException",
      "2026-04-07 InvokeWithResponseStream S3FilesMountConnectivityException",
      "2026-04-07 InvokeWithResponseStream S3FilesMountFailureException",
      "2026-04-07 InvokeWithResponseStream S3FilesMountTimeoutException",
      "2026-06-18 Invoke CodeArtifactUserDeletedException",
      "2026-06-18 Invoke CodeArtifactUserFailedException",
      "2026-06-18 Invoke CodeArtifactUserPendingException",
      "2026-06-18 Invoke ENINotReadyException",
      "2026-06-18 Invoke FunctionName pattern",
      "2026-06-18 Invoke ModeNotSupportedException",
      "2026-06-18 Invoke ServiceQuotaExceededException",
      "2026-06-18 Invoke SnapStartRegenerationFailureException",
      "2026-06-18 InvokeWithResponseStream FunctionName pattern",
      "2026-06-18 InvokeWithResponseStream ServiceQuotaExceededException",
      "2026-06-18 InvokeWithResponseStream SnapStartRegenerationFailureException",
      "2026-07-13 Invoke FunctionName pattern",
      "2026-07-13 InvokeWithResponseStream FunctionName pattern",
      "2026-10-01 Invoke FunctionName pattern",
      "2026-10-01 InvokeWithResponseStream FunctionName pattern",
      "2026-11-04 InvokeWithResponseStream CodeArtifactUserDeletedException",
      "2026-11-04 InvokeWithResponseStream CodeArtifactUserFailedException",
      "2026-11-04 InvokeWithResponseStream CodeArtifactUserPendingException",
      "2026-11-13 Invoke RuntimeAliasDeletedException",
      "2026-11-13 Invoke RuntimeVersionDeletedException",
      "2026-11-13 InvokeWithResponseStream RuntimeAliasDeletedException",
      "2026-11-13 InvokeWithResponseStream RuntimeVersionDeletedException",
    ]
  `);
});
