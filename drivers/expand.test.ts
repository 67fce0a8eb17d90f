import fc from "fast-check";
import { expect, it } from "vitest";
import type { Bytes } from "../generators/bytes.ts";
import { expand } from "./expand.ts";
import type { Placeholders } from "./placeholders.ts";
import { UnsendableError } from "./unsendable-error.ts";

const values: Placeholders = {
  function: "probe",
  account: "123456789012",
  region: "eu-west-1",
  partition: "aws",
  nonce: 'n"1\\',
};
const text = (bytes: Bytes): string => Buffer.from(expand(bytes, values)).toString();

it.each<[Bytes, string]>([
  [{ json: { a: [1, -0, "é", null] } }, '{"a":[1,0,"é",null]}'],
  [{ json: "{nonce}" }, '"n\\"1\\\\"'],
  [{ json: { "{function}": { nonce: "{nonce}{other}" } } }, '{"probe":{"nonce":"n\\"1\\\\{other}"}}'],
  [
    { text: "{region}/{account} {partition} {Function} {{function}}" },
    "eu-west-1/123456789012 aws {Function} {probe}",
  ],
  [{ base64: Buffer.from("{function}").toString("base64") }, "{function}"],
  [{ repeat: { text: "ab" }, times: 3 }, "ababab"],
  [{ repeat: { text: "ab" }, times: 0 }, ""],
  [{ repeat: { text: "" }, times: 9 }, ""],
  [{ repeat: { concat: [] }, times: 9 }, ""],
  [{ repeat: { repeat: { text: "x" }, times: 2 }, times: 2 }, "xxxx"],
  [
    {
      concat: [
        { text: "[" },
        { repeat: { concat: [{ text: "1" }, { text: "," }] }, times: 2 },
        { text: "1]" },
      ],
    },
    "[1,1,1]",
  ],
])("%j", (bytes, expected) => {
  expect(text(bytes)).toBe(expected);
});

it("equals the naive expansion", () => {
  const { tree } = fc.letrec<{ tree: Bytes }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.record({ text: fc.string({ maxLength: 4 }) }),
      fc.record({
        base64: fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes).toString("base64")),
      }),
      fc.record({ concat: fc.array(tie("tree"), { maxLength: 3 }) }),
      fc.record({ repeat: tie("tree"), times: fc.nat(3) }),
    ),
  }));
  const naive = (bytes: Bytes): Buffer => {
    if ("concat" in bytes) return Buffer.concat(bytes.concat.map(naive));
    if ("repeat" in bytes)
      return Buffer.concat(Array.from({ length: bytes.times }, () => naive(bytes.repeat)));
    if ("base64" in bytes) return Buffer.from(bytes.base64, "base64");
    return Buffer.from("text" in bytes ? bytes.text : "");
  };
  fc.assert(
    fc.property(tree, (bytes) => {
      expect(Buffer.from(expand(bytes, values))).toEqual(naive(bytes));
    }),
  );
});

it("makes 6 MB at once", () => {
  const bytes = expand(
    { concat: [{ text: '"' }, { repeat: { text: "abc" }, times: 2_000_000 }, { text: '"' }] },
    values,
  );
  expect(bytes.length).toBe(6_000_002);
  expect(Buffer.from(bytes).subarray(-4).toString()).toBe('abc"');
});

it.each<Bytes>([{ text: "\ud800" }, { json: undefined }, { text: "{collector}" }])("refuses %j", (bytes) => {
  expect(() => expand(bytes, values)).toThrow(UnsendableError);
});
