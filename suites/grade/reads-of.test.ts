import { expect, test } from "vitest";
import { readsOf, schemaReads } from "./reads-of.ts";

const paths = (schema: unknown): string[] => schemaReads(schema).map(({ path }) => path.join("/"));

test.each([
  [true, []],
  [{ required: ["status"], properties: { status: { const: 200 } } }, ["status", "status"]],
  [{ properties: { headers: { properties: { date: false } } } }, ["headers/date"]],
  [{ anyOf: [{ properties: { a: { type: "string", minLength: 1 } } }, { required: ["b"] }] }, ["a", "b"]],
  [{ not: { required: ["log"] } }, ["log"]],
  [{ properties: { calls: { contains: { properties: { status: { const: 404 } } } } } }, ["calls/*/status"]],
  [{ properties: { result: { sameAs: "/sent/payload/json" } } }, ["result", "sent/payload/json"]],
  [{ properties: { x: { includes: "/named/first/headers/a~1b" } } }, ["x", "named/first/headers/a/b"]],
  [
    { properties: { events: { items: { if: { required: ["type"] }, else: false } } } },
    ["events/*/type", "events/*"],
  ],
])("%j reads %j", (schema, expected) => {
  expect(paths(schema)).toEqual(expected);
});

test("an error is recognised by its status, its name and its message", () => {
  const reads = readsOf({ given: { scenario: "steps" }, expect: [{ error: "ResourceNotFoundException" }] });
  expect(reads.map(({ path }) => path.join("/"))).toEqual(["status", "error/code", "error/message"]);
});

test("a passive clause also reads what it applies to", () => {
  const given = { every: "exchange", where: { required: ["log"] } } as const;
  const reads = readsOf({ given, expect: [{ schema: { required: ["status"] } }] });
  expect(reads.map(({ path }) => path.join("/"))).toEqual(["log", "status"]);
});
