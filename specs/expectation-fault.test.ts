import { describe, expect, it } from "vitest";
import { expectationFault } from "./expectation-fault.ts";

describe("an expectation that can be trusted", () => {
  it.each<[string, unknown]>([
    ["names and requires", { required: ["status"], properties: { status: { const: 200 } } }],
    ["forbids", { properties: { log: false } }],
    ["looks into headers", { required: ["headers"], properties: { headers: { required: ["date"] } } }],
    [
      "looks into JSON whose type it says",
      {
        required: ["result"],
        properties: {
          result: { type: "object", required: ["a"], properties: { a: { type: "string", pattern: "^a" } } },
        },
      },
    ],
    ["relates", { required: ["result"], properties: { result: { sameAs: "/sent/payload/json" } } }],
    [
      "reaches other calls",
      {
        required: ["calls"],
        properties: {
          calls: {
            prefixItems: [{ required: ["status"], properties: { status: { sameAs: "/calls/1/status" } } }],
          },
        },
      },
    ],
    [
      "branches below a type",
      {
        required: ["result"],
        properties: { result: { type: "string", anyOf: [{ pattern: "a" }, { const: "b" }] } },
      },
    ],
    ["anything", true],
  ])("%s", (_, schema) => {
    expect(expectationFault(schema)).toBeUndefined();
  });
});

describe("an expectation that would pass on what is not there", () => {
  it.each<[string, unknown, string, string]>([
    ["names only", { properties: { status: { const: 200 } } }, "/properties/status", "absent"],
    [
      "names only, deep down",
      {
        required: ["error"],
        properties: { error: { anyOf: [{ properties: { code: { const: "x" } } }] } },
      },
      "/properties/error/anyOf/0/properties/code",
      "absent",
    ],
    ["a name that no observation has", { required: ["statusCode"] }, "/required/0", "no observation"],
    [
      "a path that no observation has",
      { required: ["error"], properties: { error: { required: ["name"] } } },
      "/properties/error/required/0",
      "no observation",
    ],
    [
      "members of what may be no object",
      { required: ["result"], properties: { result: { required: ["a"] } } },
      "/properties/result/required",
      'say "type": "object"',
    ],
    [
      "a pattern on a number",
      { required: ["status"], properties: { status: { pattern: "^2" } } },
      "/properties/status/pattern",
      'say "type": "string"',
    ],
    [
      "a relation to nothing",
      { required: ["result"], properties: { result: { sameAs: "/sent/body" } } },
      "/properties/result/sameAs",
      "no observation",
    ],
    ["a keyword that is mistyped", { require: ["status"] }, "/require", "not a keyword"],
    ["no schema", "status", "", "not a JSON Schema"],
  ])("%s", (_, schema, pointer, says) => {
    const fault = expectationFault(schema);
    expect(fault?.pointer).toBe(pointer);
    expect(fault?.says).toContain(says);
  });
});
