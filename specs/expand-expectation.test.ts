import { describe, expect, it } from "vitest";
import { ClauseFault } from "./clause-fault.ts";
import { expandExpectation, expectationPointer } from "./expand-expectation.ts";
import { expectationFault } from "./expectation-fault.ts";

describe("an expectation expands", () => {
  it.each<[string, unknown, unknown]>([
    ["a value", { status: 200 }, { required: ["status"], properties: { status: { const: 200 } } }],
    [
      "true as a value",
      { witness: true },
      { required: ["witness"], properties: { witness: { const: true } } },
    ],
    [
      "a value deep down",
      { "outcome/error/name": "X", "outcome/error/status": 404 },
      {
        required: ["outcome"],
        properties: {
          outcome: {
            required: ["error"],
            properties: {
              error: {
                required: ["name", "status"],
                properties: { name: { const: "X" }, status: { const: 404 } },
              },
            },
          },
        },
      },
    ],
    [
      "a list as a value",
      { "ledger/requestIds": ["a"] },
      {
        required: ["ledger"],
        properties: { ledger: { required: ["requestIds"], properties: { requestIds: { const: ["a"] } } } },
      },
    ],
    [
      "a schema of a place",
      { "headers/content-type": { pattern: "json" } },
      {
        required: ["headers"],
        properties: {
          headers: { required: ["content-type"], properties: { "content-type": { pattern: "json" } } },
        },
      },
    ],
    [
      "an object where there need not be one",
      { "result/a/b": { sameAs: "/nonce" } },
      {
        required: ["result"],
        properties: {
          result: {
            type: "object",
            required: ["a"],
            properties: {
              a: { type: "object", required: ["b"], properties: { b: { sameAs: "/nonce" } } },
            },
          },
        },
      },
    ],
    [
      "what has to be there",
      { present: ["log", "outputs/LogResult"] },
      { required: ["log", "outputs"], properties: { outputs: { required: ["LogResult"] } } },
    ],
    [
      "what must not be there, though what would hold it has to",
      { absent: ["log", "outputs/LogResult"] },
      { required: ["outputs"], properties: { log: false, outputs: { properties: { LogResult: false } } } },
    ],
    [
      "keywords beside paths",
      { status: { maximum: 499 }, anyOf: [{ status: { not: { const: 400 } } }, { absent: ["error"] }] },
      {
        required: ["status"],
        properties: { status: { maximum: 499 } },
        anyOf: [
          { required: ["status"], properties: { status: { not: { const: 400 } } } },
          { properties: { error: false } },
        ],
      },
    ],
    [
      "paths below the items of a list",
      { "error/failures": { contains: { member: "qualifier" } } },
      {
        required: ["error"],
        properties: {
          error: {
            required: ["failures"],
            properties: {
              failures: {
                contains: { required: ["member"], properties: { member: { const: "qualifier" } } },
              },
            },
          },
        },
      },
    ],
    [
      "a member with the name of a keyword",
      { error: { "/type": null } },
      {
        required: ["error"],
        properties: { error: { required: ["type"], properties: { type: { const: null } } } },
      },
    ],
    [
      "a name with a slash in it",
      { "headers/a~1b": "c" },
      {
        required: ["headers"],
        properties: { headers: { required: ["a/b"], properties: { "a/b": { const: "c" } } } },
      },
    ],
    [
      "two schemas of one place",
      { "log/text": { pattern: "a" }, log: { text: { includes: "/nonce" } } },
      {
        required: ["log"],
        properties: {
          log: { required: ["text"], properties: { text: { pattern: "a", includes: "/nonce" } } },
        },
      },
    ],
  ])("%s", (_, written, schema) => {
    expect(expandExpectation(written)).toEqual(schema);
    expect(expectationFault(schema)).toBeUndefined();
  });

  it.each([
    true,
    { required: ["status"], properties: { status: { const: 200 } } },
    { properties: { log: false }, not: { required: ["error"] } },
    {
      required: ["calls"],
      properties: { calls: { prefixItems: [{ required: ["status"], properties: { status: true } }] } },
    },
    { required: ["result"], properties: { result: { type: "object", propertyNames: { enum: ["a"] } } } },
  ])("itself, where it is JSON Schema: %j", (schema) => {
    expect(expandExpectation(schema)).toEqual(schema);
  });
});

describe("an expectation that cannot be", () => {
  it.each<[string, unknown, string, string]>([
    ["says a value twice", { "error/code": "A", error: { code: "B" } }, "/error/code", "defined twice"],
    ["forbids what it names", { "log/text": "a", absent: ["log/text"] }, "/absent/0", "defined twice"],
    ["names what it forbids", { absent: ["log"], "log/text": "a" }, "/log~1text", "defined twice"],
    ["leads into a number", { "status/code": 1 }, "/status~1code", '"code" is neither'],
    ["mistypes a keyword", { "error/code": { patern: "x" } }, "/error~1code/patern", '"patern" is neither'],
    ["forbids no list", { absent: "log" }, "/absent", "must be a list of paths"],
  ])("%s", (_, written, pointer, says) => {
    const fault = thrownBy(() => expandExpectation(written)) as ClauseFault;
    expect(fault).toBeInstanceOf(ClauseFault);
    expect(fault.pointer).toBe(pointer);
    expect(fault.message).toContain(says);
  });
});

describe("a fault in the expanded schema leads back to", () => {
  it.each<[string, unknown, string]>([
    ["a path that no observation has", { "error/nam": "x" }, "/error~1nam"],
    ["one that has to be there", { present: ["status", "eror"] }, "/present/1"],
    ["one in an alternative", { anyOf: [{ status: 1 }, { stauts: 2 }] }, "/anyOf/1/stauts"],
    ["a keyword for another type", { "result/a": { pattern: "x" } }, "/result~1a/pattern"],
    ["a relation to nothing", { "result/a": { sameAs: "/sent/body" } }, "/result~1a/sameAs"],
    ["a property that is only named", { error: { properties: { code: true } } }, "/error/properties/code"],
    ["a path below items", { received: { contains: { methd: "x" } } }, "/received/contains/methd"],
  ])("%s", (_, written, pointer) => {
    const fault = expectationFault(expandExpectation(written));
    expect(fault && expectationPointer(written, fault.pointer)).toBe(pointer);
  });
});

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (thrown) {
    return thrown;
  }
  return undefined;
}
