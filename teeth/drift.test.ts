import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { expectList } from "../scripts/testing/expect-current.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import type { Specification } from "../specs/specification.ts";
import { botocoreDrift, botocoreModels, type Difference, sdkDrift } from "./drift.ts";

/** Differences that were reviewed, with the day and the reason why they stay. */
const { acknowledged } = JSON.parse(
  readFileSync(join(import.meta.dirname, "acknowledged-drift.json"), "utf8"),
) as { acknowledged: readonly { key: string; on: string; reason: string }[] };

const specification = loadSpecification();

function expectNoDrift(differences: readonly Difference[]): void {
  const unknown = differences.filter(({ key }) => !acknowledged.some((known) => known.key === key));
  expectList(
    "differences between the specification and a model",
    unknown.map((difference) => JSON.stringify(difference)),
    [],
    "take it over into specs/, or acknowledge it in teeth/acknowledged-drift.json",
  );
}

test("the installed JavaScript SDK knows what the specification knows", () => {
  expectNoDrift(sdkDrift(specification));
});

const models = botocoreModels();

test.skipIf(models.length === 0 && process.env["LAMBDA_CONFORMANCE_REQUIRE_ALL"] !== "1")(
  "a botocore is installed",
  () => {
    expect(models.length).toBeGreaterThan(0);
  },
);

test.each(models)("$of knows nothing that the specification does not", ({ model }) => {
  expectNoDrift(botocoreDrift(model));
});

test("what was acknowledged says when and why, and is still so", () => {
  const differences = [
    ...sdkDrift(specification),
    ...models.flatMap(({ model }) => botocoreDrift(model)),
  ].map(({ key }) => key);
  // An older botocore lacks some of these differences.
  const newest = models.some(({ of }) => of.startsWith("boto3: "));
  for (const { key, on, reason } of acknowledged) {
    expect(on, key).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(reason.length, key).toBeGreaterThan(20);
    if (!key.startsWith("botocore") || newest) expect(differences).toContain(key);
  }
});

describe("a difference is found", () => {
  const without = (change: (copy: Specification) => unknown): readonly string[] => {
    const copy = structuredClone(specification);
    change(copy);
    return sdkDrift(copy).map(({ key }) => key);
  };

  test("a member that the SDK has alone", () => {
    expect(without(({ operations }) => (operations.Invoke.inputs as unknown[]).pop())).toContainEqual(
      expect.stringMatching(/^sdk Invoke input /),
    );
  });

  test("an error that an operation of the SDK has alone, and one that it lacks", () => {
    const ofInvoke = (keys: readonly string[]): readonly string[] =>
      keys.filter((key) => key.startsWith("sdk Invoke error "));
    const known = ofInvoke(without(() => {}));
    const keys = without(({ errors }) => {
      const at = errors.findIndex(({ code }) => code === "ModeNotSupportedException");
      (errors as unknown[]).splice(at, 1);
      const common = errors.find(({ kind }) => kind === "common");
      Object.assign(common as object, { kind: "modelled" });
    });
    expect(keys).toContain("sdk Invoke error ModeNotSupportedException");
    expect(ofInvoke(keys)).toHaveLength(known.length + 2);
  });

  test("another value of an enumeration, or member of an error", () => {
    const keys = without(({ operations, errors }) => {
      const type = operations.Invoke.inputs.find(({ name }) => name === "InvocationType");
      Object.assign(type?.keywords as object, { enum: ["Event", "Later"] });
      const error = errors.find(({ code }) => code === "TooManyRequestsException");
      Object.assign(error as object, { members: [{ name: "Novel" }] });
    });
    expect(keys).toContain("sdk Invoke input InvocationType enum");
    expect(keys).toContain("sdk error TooManyRequestsException members");
  });

  test("an error with another status", () => {
    const keys = without(({ errors }) => {
      const error = errors.find(({ code }) => code === "ResourceNotFoundException");
      Object.assign(error as object, { status: 400 });
    });
    expect(keys).toContain("sdk error ResourceNotFoundException status");
  });

  test("a pattern that no edition has", () => {
    const model = {
      operations: { Invoke: { input: { shape: "I" }, errors: [{ shape: "NewException" }] } },
      shapes: { I: { members: { Qualifier: { shape: "Q" } } }, Q: { pattern: "[new]+" } },
    };
    expect(botocoreDrift(model).map(({ key }) => key)).toEqual([
      "botocore Invoke error NewException",
      "botocore Invoke Qualifier pattern",
    ]);
  });
});
