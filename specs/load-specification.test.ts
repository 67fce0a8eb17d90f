import { describe, expect, it } from "vitest";
import type { Clause } from "./clause.ts";
import { type Documents, readDocuments } from "./documents.ts";
import { assertValid, editions, loadSpecification, writtenClauses } from "./load-specification.ts";
import type { OperationName } from "./operation.ts";
import { resolve } from "./resolve.ts";
import { UserError } from "./user-error.ts";
import { vocabularyOf } from "./vocabulary.ts";
import type { ClausesHead, WrittenClause } from "./written-clause.ts";

const modelled = (operation: OperationName, edition?: string): string[] =>
  loadSpecification(edition === undefined ? {} : { edition })
    .errors.filter((error) => error.kind === "modelled" && error.operations.includes(operation))
    .map(({ code }) => code);

describe("the errors of an operation", () => {
  it("are those of the newest model", () => {
    expect(modelled("Invoke")).toHaveLength(45);
    expect(modelled("InvokeWithResponseStream")).toHaveLength(42);
  });

  it("were thirty each on the pages of 2023-11-16", () => {
    expect(modelled("Invoke", "2023-11-16")).toHaveLength(30);
    expect(modelled("InvokeWithResponseStream", "2023-11-16")).toEqual(modelled("Invoke", "2023-11-16"));
  });

  it("came one after the other, and none went", () => {
    const since = (from: string, to: string): string[] =>
      modelled("Invoke", to).filter((code) => !modelled("Invoke", from).includes(code));
    expect(since("2023-11-16", "2025-12-02")).toEqual([
      "DurableExecutionAlreadyStartedException",
      "NoPublishedVersionException",
      "SerializedRequestEntityTooLargeException",
    ]);
    expect(since("2026-04-06", "2026-04-07")).toEqual([
      "S3FilesMountConnectivityException",
      "S3FilesMountFailureException",
      "S3FilesMountTimeoutException",
    ]);
    expect(modelled("InvokeWithResponseStream", "2023-04-06")).toEqual([]);
  });

  it("have the reasons for throttling of their time", () => {
    const reasons = (edition: string): readonly string[] | undefined =>
      loadSpecification({ edition })
        .errors.find(({ code }) => code === "TooManyRequestsException")
        ?.members?.find(({ name }) => name === "Reason")?.enum;
    expect(reasons("2017-11-29")).toHaveLength(3);
    expect(reasons("2017-11-30")).toHaveLength(5);
    expect(reasons("2023-11-16")).toContain("ConcurrentSnapshotCreateLimitExceeded");
  });
});

describe("an edition", () => {
  const member = (name: string, edition: string) =>
    loadSpecification({ edition }).operations.Invoke.inputs.find((input) => input.name === name);

  it("has the keywords of its day, and tells those of later ones", () => {
    expect(member("FunctionName", "2017-07-16")?.keywords.maxLength).toBe(140);
    expect(member("FunctionName", "2023-11-16")?.keywords.maxLength).toBe(170);
    expect(member("FunctionName", "2023-11-16")?.later?.map(({ maxLength }) => maxLength)).toEqual([
      256, 256, 256,
    ]);
    expect(member("FunctionName", "2025-12-01")?.keywords.maxLength).toBe(256);
    expect(member("FunctionName", "2026-10-01")?.later).toBeUndefined();
  });

  it("has the pattern that was made stricter and taken back", () => {
    const pattern = (edition: string) => member("FunctionName", edition)?.keywords.pattern;
    expect(pattern("2026-07-13")).not.toBe(pattern("2026-07-12"));
    expect(pattern("2026-10-01")).toBe(pattern("2026-07-12"));
    expect(member("FunctionName", "2026-07-13")?.later?.map((keywords) => keywords.pattern)).toEqual([
      pattern("2026-10-01"),
    ]);
  });

  it("has the members and limits of its day", () => {
    expect(member("TenantId", "2025-11-18")).toBeUndefined();
    expect(member("TenantId", "2025-11-19")).toBeDefined();
    const event = (edition: string) =>
      loadSpecification({ edition }).operations.Invoke.limits.request["Event"];
    expect(event("2025-10-27")).toBe(262_144);
    expect(event("2025-10-28")).toBe(1_048_576);
  });

  it("is the newest date of a fact unless told", () => {
    expect(loadSpecification().edition).toBe(editions().at(-1));
    expect(editions()).toEqual([...new Set(editions())].sort());
    expect(editions()).toContain("2025-12-01");
  });

  it.each(["2023-02-30", "yesterday", "2023-1-1", ""])("refuses %j", (edition) => {
    expect(() => loadSpecification({ edition })).toThrow(UserError);
  });

  it("refuses a day before all facts, and says which is the first", () => {
    expect(() => loadSpecification({ edition: "2014-01-01" })).toThrow(/2014-01-01.*2015-03-31/);
  });

  it("has no clause about what was not there", () => {
    const clause = (more: Partial<Clause>): Clause => ({
      id: "invoke/tenant/x",
      operation: "Invoke",
      binds: "server",
      level: "must",
      says: "It is so.",
      given: { parameter: "TenantId", breaks: "pattern" },
      expect: [{ error: "ValidationException" }],
      source: [{ kind: "modelled", where: "model" }],
      ...more,
    });
    const count = (edition: string, more: Partial<Clause> = {}): number =>
      resolve(withClauses([clause(more)]), edition).clauses.length;
    expect([count("2025-11-18"), count("2025-11-19")]).toEqual([0, 1]);
    expect(count("2026-10-01", { until: "2026-10-01" })).toBe(0);
    const published = { given: { scenario: "x" }, expect: [{ error: "NoPublishedVersionException" }] };
    expect([count("2025-11-30", published), count("2025-12-01", published)]).toEqual([0, 1]);
    const stream = { given: { scenario: "x" }, operation: "InvokeWithResponseStream" } as const;
    expect([count("2023-04-06", stream), count("2023-04-07", stream)]).toEqual([0, 1]);
    const version = {
      given: { scenario: "x" },
      expect: [
        { schema: { required: ["outputs"], properties: { outputs: { required: ["ExecutedVersion"] } } } },
      ],
    };
    expect([count("2017-11-27", version), count("2017-11-28", version)]).toEqual([0, 1]);
    const steps = {
      given: { scenario: "steps", steps: [{ do: "invoke", operation: "Invoke", input: { TenantId: "a" } }] },
    };
    expect([count("2025-11-18", steps), count("2025-11-19", steps)]).toEqual([0, 1]);
  });
});

describe("the clauses", () => {
  const documents = readDocuments();

  it("stand in the order of their families, and within a family as they were written", () => {
    const families = loadSpecification().clauses.map(({ id }) => `${id.split("/").slice(0, 2).join("/")}/`);
    expect(families).toEqual(families.toSorted());
    const written = writtenClauses();
    for (const [family, first, second] of [
      ["invoke/qualifier", "pattern", "not-in-pattern"],
      ["client/stream-error", "status-400", "status-401"],
    ]) {
      const ids = [...written.keys()].filter((id) => id.startsWith(`${family}/`));
      expect(ids.slice(0, 2)).toEqual([`${family}/${first}`, `${family}/${second}`]);
    }
  });

  it.each(["sources", "parts"] as const)("use every name of %s.json", (kind) => {
    const { sources, parts } = vocabularyOf(documents);
    const texts = JSON.stringify([[...documents.clauses.values()], kind === "parts" && parts]);
    const names = kind === "sources" ? Object.keys(sources) : Object.values(parts).flatMap(Object.keys);
    const unused = names.filter(
      (name) => !new RegExp(`"${name}(?:[,:] [^"]*| \\(\\d[^"]*)?"(?!:)`).test(texts),
    );
    expect(unused).toEqual([]);
  });
});

describe("a specification that is wrong names file, pointer and reason", () => {
  const clauses = "specs/clauses/test.json: /clauses/0";
  const errors = "specs/errors.json: /errors/0";
  const names = "specs/operations/invoke.json: /inputs/0";

  it("all that is shipped is right", () => {
    expect(() => assertValid(readDocuments())).not.toThrow();
  });

  it.each<[string, object, string]>([
    ["a clause without source", { source: undefined }, `${clauses}: the member "source" is missing`],
    ["no source in the list", { source: [] }, `${clauses}/source: must NOT have fewer than 1 items`],
    ["a clause that says nothing", { says: undefined }, `${clauses}: the member "says" is missing`],
    [
      "an unknown level",
      { level: "could" },
      `${clauses}/level: must be one of must, should, may, not "could"`,
    ],
    ["a stray member", { sayz: "It." }, `${clauses}: unknown member "sayz"`],
    [
      "an id that is too short",
      { id: "invoke/x" },
      `${clauses}/id: must match pattern "^[a-z0-9{}-]+(/[a-z0-9{}-]+){2,}$", not "invoke/x"`,
    ],
    ["a bad date", { since: "2025-02-30" }, `${clauses}/since: test/a/b: 2025-02-30 is not a date`],
    [
      "an end before the beginning",
      { since: "2025-02-02", until: "2025-01-01" },
      `${clauses}/until: test/a/b: `,
    ],
    [
      "an unknown error",
      { expect: [{ error: "OopsException" }] },
      `${clauses}/expect/0/error: test/a/b: errors.json has no OopsException for Invoke`,
    ],
    [
      "an error of the other operation",
      { operation: "InvokeWithResponseStream", expect: [{ error: "ENINotReadyException" }] },
      `${clauses}/expect/0/error: test/a/b: errors.json has no ENINotReadyException for InvokeWithResponseStream`,
    ],
    [
      "an unknown parameter",
      { given: { parameter: "Name", keeps: "pattern" } },
      `${clauses}/given/parameter: test/a/b: Invoke has no parameter Name`,
    ],
    [
      "a keyword that the parameter lacks",
      { given: { parameter: "LogType", breaks: "pattern" } },
      `${clauses}/given: test/a/b: LogType has no keyword pattern`,
    ],
    [
      "an unknown keyword",
      { given: { parameter: "LogType", breaks: "length" } },
      `${clauses}/given/breaks: must be one of `,
    ],
    [
      "keeping and breaking at once",
      { given: { parameter: "LogType", keeps: "enum", breaks: "enum" } },
      clauses,
    ],
    [
      "an unknown member beside the parameter",
      { given: { parameter: "LogType", keeps: "enum", with: { Name: "x" } } },
      `${clauses}/given: test/a/b: Invoke has no parameter Name`,
    ],
    [
      "an unknown member in a step",
      { given: { scenario: "steps", steps: [{ do: "invoke", operation: "Invoke", input: { Name: "x" } }] } },
      `${clauses}/given: test/a/b: Invoke has no parameter Name`,
    ],
    [
      "a step that does nothing known",
      { given: { scenario: "steps", steps: [{ do: "sleep" }] } },
      `${clauses}/given/steps/0/do: must be one of invoke, wait, collect, not "sleep"`,
    ],
    [
      "an unknown scenario",
      { given: { scenario: "variant", variants: [] } },
      `${clauses}/given/scenario: test/a/b: there is no scenario "variant"; there are steps, variants, `,
    ],
    [
      "an argument that a scenario does not take, in the place of one that it needs",
      { given: { scenario: "variants", variant: [] } },
      `${clauses}/given/variant: test/a/b: the scenario "variants" has no argument "variant"; it takes variants, step, after, refused`,
    ],
    [
      "an argument that is missing",
      { given: { scenario: "stream-bytes" } },
      `${clauses}/given: the member "how" is missing`,
    ],
    [
      "an argument out of no list",
      { given: { scenario: "stream-content", kinds: ["binari"] } },
      `${clauses}/given/kinds/0: must be one of binary, `,
    ],
    [
      "a stray member in a step of variants",
      { given: { scenario: "variants", variants: [{ why: "x", step: { wire: { metod: "PUT" } } }] } },
      `${clauses}/given/variants/0/step/wire: unknown member "metod"`,
    ],
    [
      "a stray member in a payload of variants",
      {
        given: {
          scenario: "variants",
          variants: [{ why: "x", step: { payload: { repeat: { text: "a" }, time: 3 } } }],
        },
      },
      `${clauses}/given/variants/0/step/payload: unknown member "time"`,
    ],
    [
      "a stray member in a step after variants",
      {
        given: {
          scenario: "variants",
          variants: [{ why: "x", step: { input: { LogType: "Tail" } } }],
          after: [{ do: "wait", ms: 1, forMs: 1 }],
        },
      },
      `${clauses}/given/after/0: unknown member "forMs"`,
    ],
    [
      "a payload of two kinds",
      {
        given: {
          scenario: "steps",
          steps: [{ do: "invoke", operation: "Invoke", input: {}, payload: { json: 1, text: "1" } }],
        },
      },
      `${clauses}/given/steps/0/payload: must NOT have more than 1 properties`,
    ],
    [
      "a parameter that a scenario is given and that is not there",
      { given: { scenario: "tolerated", parameter: "Name", keyword: "pattern" } },
      `${clauses}/given/parameter: test/a/b: Invoke has no parameter Name`,
    ],
    [
      "a keyword that a fault names and its parameter lacks",
      {
        given: {
          scenario: "two-faults",
          first: { parameter: "LogType", breaks: "pattern" },
          second: { step: { input: { Qualifier: "!" } }, why: "no qualifier" },
        },
      },
      `${clauses}/given/first: test/a/b: LogType has no keyword pattern`,
    ],
    [
      "an unknown feature",
      { requires: ["teleport"] },
      `${clauses}/requires/0: test/a/b: teleport is not a feature of fixtures.json`,
    ],
    [
      "an unknown clause",
      { implies: ["test/a/c"] },
      `${clauses}/implies/0: test/a/b: test/a/c is not another clause`,
    ],
    [
      "a gate that is no clause",
      { needs: ["test/a/c"] },
      `${clauses}/needs/0: test/a/b: test/a/c is not another clause`,
    ],
    [
      "itself as a gate",
      { needs: ["test/a/b"] },
      `${clauses}/needs/0: test/a/b: test/a/b is not another clause`,
    ],
    ["itself", { implies: ["test/a/b"] }, `${clauses}/implies/0: test/a/b: test/a/b is not another clause`],
    [
      "an expectation that passes on what is absent",
      { expect: [{ schema: { properties: { status: { const: 200 } } } }] },
      `${clauses}/expect/0/schema/properties/status: test/a/b: passes where it is absent: name it in "required"`,
    ],
    [
      "a condition that fits what is absent",
      { given: { every: "exchange", where: { properties: { error: true } } } },
      `${clauses}/given/where/properties/error: test/a/b: passes where it is absent`,
    ],
    [
      "a path that no observation has",
      { expect: [{ status: 200, "eror/code": "x" }] },
      `${clauses}/expect/0/eror~1code: test/a/b: no observation has this`,
    ],
    [
      "a keyword that does not apply to what a path leads to",
      { expect: [{ "result/text": { pattern: "^a" } }] },
      `${clauses}/expect/0/result~1text/pattern: test/a/b: passes on what is no string`,
    ],
    [
      "a condition over what no observation has",
      { given: { every: "exchange", where: { present: ["log", "logs"] } } },
      `${clauses}/given/where/present/1: test/a/b: no observation has this`,
    ],
    [
      "an answer that expects nothing",
      { expect: [{ name: "anything" }] },
      `${clauses}/expect/0: test/a/b: this answer accepts everything`,
    ],
    [
      "an expectation that nothing can break",
      { expect: [{ description: "anything" }] },
      `${clauses}/expect/0: test/a/b: every observation satisfies this`,
    ],
    [
      "a source that has no name",
      { source: ["api-errors, X", "api-error"] },
      `${clauses}/source/1: test/a/b: sources.json has no source "api-error"`,
    ],
    ["a source in no form", { source: ["API errors"] }, `${clauses}/source/0: must match pattern`],
    [
      "a part that has no name",
      { given: { steps: [{ input: {}, replies: ["success", "sucess"] }] } },
      `${clauses}/given/steps/0/replies/1: test/a/b: parts.json has no reply "sucess"`,
    ],
    [
      "an unknown member in a step that has a name",
      { given: { steps: ["call", { input: { Name: "x" } }] } },
      `${clauses}/given: test/a/b: Invoke has no parameter Name`,
    ],
    [
      "one operation and several",
      { operations: ["Invoke"] },
      `${clauses}: test/a/b: state "operation" or "operations", not both`,
    ],
    [
      "one id for two operations",
      { operation: undefined, operations: ["Invoke", "InvokeWithResponseStream"] },
      `${clauses}/id: both operations get the id test/a/b: use "{operation}" or "{stream-}" in it`,
    ],
    [
      "an unknown placeholder",
      { id: "{operations}/a/b" },
      `${clauses}/id: {operations}/a/b: the placeholders of an id are`,
    ],
    [
      "an error that one of the operations has not",
      {
        id: "{operation}/a/b",
        operation: undefined,
        operations: ["Invoke", "InvokeWithResponseStream"],
        expect: [{ error: "ENINotReadyException" }],
      },
      `${clauses}/expect/0/error: invoke-with-response-stream/a/b: errors.json has no ENINotReadyException for`,
    ],
    [
      "an unknown clause that one of the operations implies",
      {
        id: "{operation}/a/b",
        operation: undefined,
        operations: ["Invoke", "InvokeWithResponseStream"],
        perOperation: { InvokeWithResponseStream: { implies: ["{operation}/a/c"] } },
      },
      `${clauses}/perOperation/InvokeWithResponseStream/implies/0: invoke-with-response-stream/a/b: invoke-with-response-stream/a/c is not another clause`,
    ],
  ])("%s", (_, change, message) => {
    const other = JSON.parse(JSON.stringify({ ...base, ...change }));
    expect(messageOf(withClauses([other]))).toContain(message);
  });

  it("a clause of no operation, unless the head of its file says one", () => {
    const { operation: _, ...bare } = base;
    expect(messageOf(withClauses([bare]))).toBe(
      `${clauses}: test/a/b: state "operation" or "operations" here or at the head of the file`,
    );
    expect(messageOf(withClauses([bare], { operation: "Invoke" }))).toBe("valid");
  });

  it("the same id twice", () => {
    expect(messageOf(withClauses([base, base]))).toBe(
      "specs/clauses/test.json: /clauses/1/id: test/a/b is already in clauses/test.json",
    );
  });

  const first = readDocuments();
  const [error] = first.errors.get("errors.json")?.errors ?? [];
  const lengths = first.operations.get("operations/invoke.json")?.inputs[0]?.keywords.maxLength ?? [];
  it.each<[string, "operations" | "errors", string, string, unknown, string]>([
    [
      "a status that is none",
      "errors",
      "errors.json",
      "/errors/0/status",
      "409",
      `${errors}/status: must be an integer`,
    ],
    [
      "an error twice",
      "errors",
      "errors.json",
      "/errors/1",
      error,
      "/errors/1/code: CodeArtifactUserDeletedException ",
    ],
    [
      "a date that is none",
      "errors",
      "errors.json",
      "/errors/0/operations/Invoke/since",
      "2026-6-18",
      `${errors}/operations/Invoke/since: must match pattern`,
    ],
    [
      "a pattern that is none",
      "operations",
      "operations/invoke.json",
      "/inputs/0/keywords/pattern/0/value",
      "(a",
      `${names}/keywords/pattern/0/value: must match format "whole-pattern", not "(a"`,
    ],
    [
      "facts out of order",
      "operations",
      "operations/invoke.json",
      "/inputs/0/keywords/maxLength",
      lengths.toReversed(),
      `${names}/keywords/maxLength/1/since: 2017-07-17 is not after 2025-12-01: facts stand oldest first`,
    ],
    [
      "a fact without source",
      "operations",
      "operations/invoke.json",
      "/inputs/0/keywords/maxLength/0/source",
      undefined,
      `${names}/keywords/maxLength/0: the member "source" is missing`,
    ],
    [
      "a keyword that nobody knows",
      "operations",
      "operations/invoke.json",
      "/inputs/0/keywords/length",
      [],
      `${names}/keywords: unknown member "length"`,
    ],
  ])("%s", (_, kind, file, pointer, value, message) => {
    const documents = readDocuments();
    const document = changed(documents[kind].get(file), pointer.split("/").slice(1), value);
    expect(
      messageOf({ ...documents, [kind]: new Map<string, unknown>(documents[kind]).set(file, document) }),
    ).toContain(message);
  });
});

/** A copy with another value at the path. If `value` is undefined, the copy has nothing there. */
function changed(node: unknown, [name, ...path]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  const copy = structuredClone(node) as Record<string, unknown>;
  copy[name] = changed(copy[name], path, value);
  return JSON.parse(JSON.stringify(copy));
}

const base: Clause = {
  id: "test/a/b",
  operation: "Invoke",
  binds: "server",
  level: "must",
  says: "It is so.",
  given: { parameter: "LogType", breaks: "enum" },
  expect: [{ error: "ValidationException" }],
  source: [{ kind: "modelled", where: "model" }],
};

function withClauses(clauses: readonly WrittenClause[], head: ClausesHead = {}): Documents {
  return { ...readDocuments(), clauses: new Map([["clauses/test.json", { ...head, clauses }]]) };
}

function messageOf(documents: Documents): string {
  try {
    assertValid(documents);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    const { message } = error as Error;
    expect(message).not.toContain("\n");
    return message;
  }
  return "valid";
}
