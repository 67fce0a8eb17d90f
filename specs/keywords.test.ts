import { describe, expect, it } from "vitest";
import { broken } from "./keywords.ts";
import { loadSpecification } from "./load-specification.ts";
import type { Keywords, Member, Place } from "./operation.ts";

const member = (keywords: Keywords, place: Place = "header"): Pick<Member, "place" | "keywords"> => ({
  place,
  keywords,
});
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const latin1 = (text: string): string => Buffer.from(text).toString("latin1");

describe("pattern", () => {
  const qualifier = member({ pattern: "\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+" });
  it.each(["$LATEST", "$LATEST.PUBLISHED", "1", "live", "$", "a-b_c"])("matches %s", (value) => {
    expect(broken(qualifier, value)).toEqual([]);
  });
  it.each(["", "$LATEST rubbish", "rubbish $LATEST", "a.b", "live\n", "ä", "١"])(
    "matches the whole value, so not %j",
    (value) => {
      expect(broken(qualifier, value)).toEqual(["pattern"]);
    },
  );
});

describe("lengths", () => {
  const four = member({ minLength: 2, maxLength: 4 });
  it("count code points, not UTF-16 units or bytes", () => {
    expect(broken(four, "😀😀😀😀")).toEqual([]);
    expect(broken(four, "😀😀😀😀😀")).toEqual(["maxLength"]);
    expect(broken(four, "😀")).toEqual(["minLength"]);
  });
});

it("an enum is exact", () => {
  const logType = member({ enum: ["None", "Tail"] });
  expect(broken(logType, "Tail")).toEqual([]);
  for (const value of ["tail", "Tail ", "", "None,Tail"]) expect(broken(logType, value)).toEqual(["enum"]);
});

it("a value that was recorded to be accepted breaks nothing", () => {
  const type = { ...member({ enum: ["DryRun"] }), unlisted: [{ value: "Event", source: [] }] };
  expect(broken(type, "Event")).toEqual([]);
  expect(broken(type, "event")).toEqual(["enum"]);
});

describe("base64 and JSON of a client context", () => {
  const context = member({ base64: true, json: "object", maxBytes: 12 });
  it.each([
    [base64("{}"), []],
    [base64('{"a":1}'), []],
    [base64('{"a":12}'), []],
    [base64('{"a":1234}'), ["maxBytes"]],
    [base64("[]"), ["json"]],
    [base64("null"), ["json"]],
    ["", ["json"]],
    ["e30", ["base64"]],
    ["e30==", ["base64"]],
    ["e3-_", ["base64"]],
    ["e30=\n", ["base64"]],
    ["{}", ["base64"]],
  ])("%j breaks %j", (value, keywords) => {
    expect(broken(context, value)).toEqual(keywords);
  });
});

describe("JSON of a body", () => {
  const payload = member({ json: "value" }, "body");
  it.each(["0", "null", '"ä"', " [1, 2] ", ""])("%j keeps it", (text) => {
    expect(broken(payload, latin1(text))).toEqual([]);
  });
  it.each(["{", "{} {}", "NaN", "'a'", "\ufeff{}", '"\u0001"'])("%j breaks it", (text) => {
    expect(broken(payload, latin1(text))).toEqual(["json"]);
  });
  it("takes bytes, not text", () => {
    expect(broken(payload, '"\xe4"')).toEqual(["json"]);
    expect(broken(payload, "\xff")).toEqual(["json"]);
  });
  it("is missed only where it is required", () => {
    expect(broken(member({ required: true, json: "value" }, "body"), "")).toEqual(["required"]);
  });
});

it("the documented forms of a function name keep every keyword of the newest edition", () => {
  const [name] = loadSpecification().operations.Invoke.inputs;
  for (const value of [
    "my-function",
    "my-function:v1",
    "my-function:$LATEST.PUBLISHED",
    "123456789012:function:my-function",
    "arn:aws:lambda:us-west-2:123456789012:function:my-function",
    "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:my-function:$LATEST",
    "a".repeat(65),
  ]) {
    expect(broken(name as Member, value)).toEqual([]);
  }
  expect(broken(name as Member, "my-function!")).toEqual(["pattern"]);
  expect(broken(name as Member, "a".repeat(257))).toEqual(["maxLength"]);
  expect(broken(name as Member, "")).toEqual(["minLength", "pattern"]);
});
