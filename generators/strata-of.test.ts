import { describe, expect, test } from "vitest";
import type { Clause, Given } from "../specs/clause.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import type { OperationName } from "../specs/operation.ts";
import type { Case, InvokeStep } from "./case.ts";
import { drawCase } from "./draw.ts";
import { strataOf } from "./strata-of.ts";

const specification = loadSpecification();
const WITNESS = { json: { $probe: { return: { value: { nonce: "{nonce}" } } } } };

function clauseOf(given: Given, operation: OperationName = "Invoke"): Clause {
  return {
    id: "test/some/clause",
    operation,
    binds: "server",
    level: "must",
    says: "It is so.",
    given,
    expect: [],
    source: [],
  };
}

function cases(given: Given, count = 100, operation?: OperationName): Case[] {
  const clause = clauseOf(given, operation);
  const strata = strataOf(clause, specification);
  return Array.from({ length: count }, (_, k) => drawCase(strata, clause.id, 1, k)).filter(
    (made) => made !== undefined,
  );
}

function callOf(made: Case | undefined): InvokeStep {
  const step = made?.steps[0];
  if (step?.do !== "invoke") throw new Error("no call");
  return step;
}

function twinOf(made: Case | undefined): InvokeStep {
  const step = made?.twin?.[0];
  if (step?.do !== "invoke") throw new Error("no twin");
  return step;
}

describe("a parameter that keeps a keyword", () => {
  test("is sent beside a call that gives a witness", () => {
    for (const made of cases({ parameter: "Qualifier", keeps: "pattern" })) {
      const { input, payload, operation, do: kind } = callOf(made);
      expect({ operation, kind, payload }).toEqual({ operation: "Invoke", kind: "invoke", payload: WITNESS });
      expect(Object.keys(input)).toEqual(["FunctionName", "Qualifier"]);
      expect(input["FunctionName"]).toBe("{function}");
      expect(made).not.toHaveProperty("twin");
    }
  });

  test("reaches the probe in its documented forms first", () => {
    const [first] = cases({ parameter: "FunctionName", keeps: "pattern" }, 1);
    expect(callOf(first).input).toEqual({ FunctionName: "{function}" });
  });

  test("names the probe that streams where the operation does", () => {
    const [first, second] = cases(
      { parameter: "FunctionName", keeps: "pattern" },
      2,
      "InvokeWithResponseStream",
    );
    expect(callOf(first).input).toEqual({ FunctionName: "{function}-stream" });
    expect(callOf(second).input).toEqual({ FunctionName: "{account}:function:{function}-stream" });
  });

  test("stands in the payload when its place is the body", () => {
    const [first] = cases({ parameter: "Payload", keeps: "json" }, 1);
    expect(callOf(first).payload).toEqual({ text: '{"key":"value"}' });
  });

  test("is sent with the members that the clause wants beside it", () => {
    const beside = { FunctionName: "{function}-tenancy" };
    const [first] = cases({ parameter: "TenantId", keeps: "minLength", with: beside }, 1);
    expect(callOf(first).input).toEqual({ ...beside, TenantId: "a" });
  });
});

describe("a parameter that breaks a keyword", () => {
  test("has the call with the fault mended for its twin, and says what it breaks and why it was made", () => {
    for (const made of cases({ parameter: "InvocationType", breaks: "enum" })) {
      expect(callOf(made).input["InvocationType"]).not.toMatch(/^(?:Event|RequestResponse|DryRun)$/);
      // The twin has the default, because this clause does not concern the other values.
      expect(twinOf(made)).toEqual({
        ...callOf(made),
        input: { FunctionName: "{function}", InvocationType: "RequestResponse" },
      });
      expect(made.breaks).toEqual(["enum"]);
      expect(made.why).toMatch(/^InvocationType ".*": (?:Event|RequestResponse|DryRun) /);
    }
  });

  test("names what it breaks by implication too", () => {
    const [only] = cases({ parameter: "Qualifier", breaks: "minLength" });
    expect(callOf(only).input).toEqual({ FunctionName: "{function}", Qualifier: "" });
    expect(only?.breaks).toEqual(["minLength", "pattern"]);
  });

  test("is not sent at all when it is required", () => {
    const made = cases({ parameter: "FunctionName", breaks: "required" });
    expect(made).toHaveLength(1);
    expect(callOf(made[0]).input).toEqual({});
    expect(twinOf(made[0]).input).toEqual({ FunctionName: "{function}" });
  });

  test("is bytes where a payload is no text", () => {
    const invalid = cases({ parameter: "Payload", breaks: "json" }).filter(
      ({ kind }) => kind === "invalid UTF-8",
    );
    expect(invalid.length).toBeGreaterThan(0);
    for (const made of invalid) expect(callOf(made).payload).toHaveProperty("base64");
  });

  test("is sent percent-encoded, and as it is where that is legal", () => {
    const paths = cases({ parameter: "FunctionName", breaks: "pattern" }, 400).map((made) => {
      const { wire, input } = callOf(made);
      expect(twinOf(made).wire?.path === "raw", "the twin is written in the same way").toBe(
        wire?.path === "raw",
      );
      return { raw: wire?.path === "raw", name: input["FunctionName"] ?? "" };
    });
    expect(paths.filter(({ raw }) => raw).length).toBeGreaterThan(40);
    expect(paths.filter(({ raw, name }) => raw && /[^\w.~!$&'()*+,;=:@{}-]/.test(name))).toEqual([]);
  });
});

describe("what is generated names a placeholder on purpose only", () => {
  test.each([
    { parameter: "Payload", keeps: "json" },
    { parameter: "Payload", breaks: "json" },
    { parameter: "ClientContext", keeps: "json" },
    { parameter: "TenantId", breaks: "pattern" },
  ] as const)("%o", (given) => {
    for (const made of cases(given, 500)) {
      const { input, payload } = callOf(made);
      const text = JSON.stringify([
        { ...input, FunctionName: "" },
        payload === undefined || "json" in payload ? "" : payload,
      ]);
      expect(text).not.toMatch(/\{(?:function|account|region|partition|nonce|collector)\}/);
    }
  });
});

test("a passive clause has no cases of its own", () => {
  expect(cases({ every: "exchange", where: true })).toEqual([]);
});

test.each<[Given, string]>([
  [{ parameter: "Nothing", keeps: "pattern" }, "test/some/clause: Invoke has no input member Nothing"],
  [{ parameter: "LogType", breaks: "pattern" }, "test/some/clause: LogType has no pattern in the edition"],
  [{ scenario: "nothing" }, 'there is no scenario "nothing"'],
  [
    { scenario: "near-misses", parameter: "Qualifier", keyword: "pattern", kinds: ["typo"] },
    'test/some/clause: pattern of Qualifier has no near misses "typo"',
  ],
])("%o is refused: %s", (given, message) => {
  expect(() => strataOf(clauseOf(given), specification)).toThrow(message);
});

describe("scenarios", () => {
  test("steps: one case, as the clause writes it", () => {
    const steps = [{ do: "wait", ms: 1 }];
    const twin = [{ do: "wait", ms: 2 }];
    expect(cases({ scenario: "steps", steps, twin, why: "because" })).toEqual([
      { kind: "as written", why: "because", steps, twin },
    ]);
    expect(cases({ scenario: "steps", steps })).toEqual([
      { kind: "as written", why: "a wait of 1 ms", steps },
    ]);
  });

  test("json-values and broken-json: payloads of a call that may differ from the base one", () => {
    const step = { input: { InvocationType: "Event" } };
    const kept = cases({ scenario: "json-values", step });
    const broken = cases({ scenario: "broken-json", step });
    for (const made of [...kept, ...broken]) {
      expect(callOf(made).input).toEqual({ FunctionName: "{function}", InvocationType: "Event" });
    }
    expect(new Set(kept.map(({ kind }) => kind)).size).toBeGreaterThan(20);
    expect(new Set(broken.map(({ kind }) => kind)).size).toBeGreaterThan(20);
    for (const made of broken) expect(twinOf(made).payload).not.toEqual(callOf(made).payload);
  });

  test("broken-json: what parsers in wide use read is made when it is asked for alone", () => {
    const kinds = (given: Given): Set<string> => new Set(cases(given).map(({ kind }) => kind));
    expect(kinds({ scenario: "broken-json" })).not.toContain("byte order mark");
    expect(kinds({ scenario: "broken-json", kinds: ["byte order mark"] })).toEqual(
      new Set(["byte order mark"]),
    );
  });

  test("tolerated: what lenient readers take", () => {
    const kinds = cases({ scenario: "tolerated", parameter: "ClientContext", keyword: "base64" }).map(
      ({ kind }) => kind,
    );
    expect(new Set(kinds)).toContain("padding missing");
    expect(cases({ parameter: "ClientContext", breaks: "base64" }).map(({ kind }) => kind)).not.toContain(
      "padding missing",
    );
  });

  test("near-misses: of the kinds that are asked for, beside their twins", () => {
    const made = cases({
      scenario: "near-misses",
      parameter: "Qualifier",
      keyword: "pattern",
      kinds: ["too long only in bytes: é", "a line feed after the value"],
    });
    expect(new Set(made.map(({ kind }) => kind))).toEqual(
      new Set(["a line feed after the value", "too long only in bytes: é"]),
    );
    for (const one of made) {
      expect(callOf(one).input["Qualifier"]).toMatch(/\n$|^é{65}$/);
      expect(twinOf(one).input["Qualifier"]).toBe("$LATEST");
    }
  });

  test("function-name-forms: forms, where the qualifier stands, how the path is written", () => {
    const made = cases({ scenario: "function-name-forms", forms: ["bare name", "full ARN"], qualifier: "1" });
    const told = made.map((one) => {
      const { input, wire } = callOf(one);
      return `${wire?.path} ${input["FunctionName"]} ${input["Qualifier"] ?? "-"}`;
    });
    const arn = "arn:{partition}:lambda:{region}:{account}:function:{function}";
    expect(told.toSorted()).toEqual(
      ["encoded", "raw"]
        .flatMap((path) =>
          ["{function}", arn].flatMap((name) => [
            `${path} ${name} -`,
            `${path} ${name}:1 -`,
            `${path} ${name} 1`,
            `${path} ${name}:1 1`,
          ]),
        )
        .toSorted(),
    );
  });

  test("two-faults: both in one call, neither in its twin", () => {
    const made = cases({
      scenario: "two-faults",
      first: { parameter: "Qualifier", breaks: "maxLength" },
      second: { parameter: "InvocationType", breaks: "enum" },
    });
    for (const one of made) {
      const { Qualifier, InvocationType } = callOf(one).input;
      expect(Qualifier?.length).toBeGreaterThan(128);
      expect(["Event", "RequestResponse", "DryRun"]).not.toContain(InvocationType);
      expect(twinOf(one).input).toEqual({
        FunctionName: "{function}",
        Qualifier: "$LATEST",
        InvocationType: "RequestResponse",
      });
      expect(one.breaks).toEqual(["maxLength", "enum"]);
      expect(one.why).toMatch(/^Qualifier .*; and InvocationType /);
    }
  });

  test("two-faults: a fault of the call itself", () => {
    const absent = { step: { input: { FunctionName: "{function}-absent" } }, why: "no such function" };
    const [first] = cases({
      scenario: "two-faults",
      first: { parameter: "Qualifier", breaks: "pattern" },
      second: absent,
    });
    expect(callOf(first).input["FunctionName"]).toBe("{function}-absent");
    expect(twinOf(first).input["FunctionName"]).toBe("{function}");
    expect(first?.breaks).toEqual(["pattern"]);
  });
});
