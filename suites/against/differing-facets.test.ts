import { expect, test } from "vitest";
import { differingFacets } from "./differing-facets.ts";

const differing = (endpoint: Record<string, string>, against: Record<string, string>) =>
  differingFacets(new Map(Object.entries(endpoint)), new Map(Object.entries(against)));

test("bodies that are both objects differ member by member", () => {
  const mine = { status: "200", body: '{"a":1,"b":[2],"c":3}' };
  const other = { status: "200", body: '{"a":1,"b":[4],"d":5}' };
  expect(differing(mine, other)).toEqual([
    { facet: "body.b", endpoint: "[2]", against: "[4]" },
    { facet: "body.c", endpoint: "3" },
    { facet: "body.d", against: "5" },
  ]);
});

test.each([
  ["a list", '{"a":1}', "[1]"],
  ["no JSON", '{"a":{time}}', '{"a":1}'],
  ["nothing", "{}", undefined],
])("a body beside %s differs as a whole", (_, endpoint, against) => {
  expect(differing({ "call 1: body": endpoint }, against ? { "call 1: body": against } : {})).toEqual([
    { facet: "call 1: body", endpoint, ...(against && { against }) },
  ]);
});

test("members of an error count where both answer with one", () => {
  const facet = "members of the error";
  expect(differing({ [facet]: "Message, Type" }, { [facet]: "message" })).toHaveLength(1);
  expect(differing({ [facet]: "Message, Type" }, {})).toEqual([]);
});

test("long values are told apart by their digests", () => {
  const [one] = differing({ body: `"${"a".repeat(5000)}"` }, { body: `"${"a".repeat(5001)}"` });
  expect(one?.endpoint).toMatch(/^"a{299}\.\.\. \(5002 characters, SHA-256 [0-9a-f]{12}\)$/);
  expect(one?.endpoint).not.toBe(one?.against);
});
