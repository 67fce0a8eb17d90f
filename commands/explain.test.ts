import { describe, expect, test } from "vitest";
import type { Clause } from "../specs/clause.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { command } from "./explain.ts";
import { call } from "./testing/call.ts";

const { clauses } = loadSpecification();

test("--json gives the whole clause, and examples as data", async () => {
  const id = "invoke/qualifier/too-long";
  const { out } = await call(command, [id, "--json", "--examples", "2"]);
  const { clause, examples } = JSON.parse(out);
  expect(clause).toMatchObject(clauses.find((one) => one.id === id) as Clause);
  expect(clause.written.id).toBe("{operation}/qualifier/too-long");
  expect(examples.map(({ side }: { side: string }) => side)).toEqual(["keeps", "breaks"]);
  const [, broken] = examples;
  expect(broken.cases).toHaveLength(2);
  expect(broken.cases[0].steps[0].input.Qualifier.length).toBeGreaterThan(128);
  const passive = clauses.find(({ given }) => "every" in given)?.id as string;
  expect(JSON.parse((await call(command, [passive, "--json"])).out).examples).toEqual([]);
});

describe("a clause on a keyword", () => {
  test("is told with its sources, its answers, and requests that keep and break it", async () => {
    const { out } = await call(command, ["invoke/qualifier/too-long", "--examples", "2"]);
    expect(out).toMatch(/^invoke\/qualifier\/too-long {2}must {2}Invoke\n {2}A qualifier longer than 128/);
    expect(out).toContain("documented: API_Invoke, Qualifier");
    expect(out).toMatch(/evidence {2}recorded \d+ times by \d+ independent/);
    expect(out).toContain("expected  400 ValidationException");
    expect(out).toMatch(/or {8}400 InvalidParameterValueException/);
    const [kept = "", broken = ""] = out.split("Requests that ").slice(1);
    const lengths = (text: string): (number | undefined)[] =>
      [...text.matchAll(/Qualifier=([^ ]*) HTTP/g)].map(([, value]) => value?.length);
    expect(lengths(kept)).toHaveLength(2);
    expect(Math.max(...lengths(kept).map(Number))).toBe(128);
    expect(lengths(broken)).toHaveLength(2);
    expect(Math.min(...lengths(broken).map(Number))).toBe(129);
  });

  test("shows ten of each, of kinds from all over the list, and how many kinds there are", async () => {
    const { out } = await call(command, ["invoke/function-name/not-in-pattern"]);
    const sides = out.split("Requests that ").slice(1);
    expect(sides).toHaveLength(2);
    for (const side of sides) {
      expect(side.match(/^ {4}POST /gm)).toHaveLength(10);
      expect(side).toMatch(/\(10 of \d\d kinds; --examples shows more\)/);
    }
    expect(sides[0]).toMatch(/FunctionName "\{function\}": bare name\n/);
    const breaking = sides[1]?.replace(/\s+/g, " ") ?? "";
    for (const kind of [/after it/, /missing/, /once more/, /U\+[0-9A-F]{4}/]) {
      expect(breaking).toMatch(kind);
    }
  });

  test("shows requests as bytes", async () => {
    const { out } = await call(command, ["invoke/qualifier/too-long"]);
    expect(out).toMatch(
      / {4}POST \/2015-03-31\/functions\/probe\/invocations\?Qualifier=a+ HTTP\/1.1\n {4}Host: /,
    );
    expect(out).toContain('    {"$probe":');
  });
});

/** One clause of each family. The clauses of a family share most of what `explain` shows. */
const samples = [...Map.groupBy(clauses, ({ id }) => id.split("/").slice(0, 2).join("/")).values()].map(
  ([first]) => first as Clause,
);

test("clauses of every subject can be explained", async () => {
  for (const { id, says } of samples) {
    const { out } = await call(command, [id, "--examples", "1"], { env: { COLUMNS: "120" } });
    expect(out.replace(/\s+/g, " ")).toContain(says);
    expect(out).not.toContain("cannot be sent");
  }
});

test("a clause that does not exist is told with those like it", async () => {
  await expect(call(command, ["invoke/qualifier"])).rejects.toThrow(
    /^explain invoke\/qualifier: .* no such clause; similar ids: invoke\/qualifier\//,
  );
});
