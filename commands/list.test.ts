import { expect, test } from "vitest";
import type { Clause } from "../specs/clause.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { command } from "./list.ts";
import { call } from "./testing/call.ts";

const specification = loadSpecification();

test("lists every clause in one line", async () => {
  const { out } = await call(command, []);
  const ids = out
    .trimEnd()
    .split("\n")
    .map((line) => line.split(" ")[0]);
  expect(ids).toEqual(specification.clauses.map(({ id }) => id));
});

test("lists those that a pattern names", async () => {
  const { out } = await call(command, ["invoke/qualifier/*", "--json"]);
  const ids = (JSON.parse(out) as Clause[]).map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(1);
  for (const id of ids) expect(id).toMatch(/^invoke\/qualifier\//);
});

test("gives whole clauses in JSON", async () => {
  const { out } = await call(command, ["--json"]);
  const clauses = (JSON.parse(out) as object[]).map((listed) => ({ ...listed, written: undefined }));
  expect(clauses).toEqual(JSON.parse(JSON.stringify(specification.clauses)));
});

test("gives each clause as it is written, too", async () => {
  const { out } = await call(command, ["invoke-with-response-stream/qualifier/latest", "--json"]);
  const [clause] = JSON.parse(out);
  expect(clause.expect[0].schema.required).toContain("status");
  expect(clause.written.id).toBe("{operation}/qualifier/latest");
  expect(clause.written.expect[0].status).toBe(200);
});

test("lists those of an edition", async () => {
  const { out } = await call(command, ["--json", "--edition", "2023-11-16"]);
  const { clauses } = loadSpecification({ edition: "2023-11-16" });
  expect((JSON.parse(out) as Clause[]).map(({ id }) => id)).toEqual(clauses.map(({ id }) => id));
});

test("a pattern that matches nothing is told", async () => {
  await expect(call(command, ["nothing/**"])).rejects.toThrow(/^list nothing\/\*\*: no clause of edition/);
});

test.each([
  ["--clients", /^boto3 +needs Python 3/m],
  ["--targets", /^moto +known failures: \d+; runs no functions; \d+ % of the must clauses can be judged$/m],
  ["--formats", /^junit +\S/m],
])("%s lists what else is known", async (option, line) => {
  expect((await call(command, [option])).out).toMatch(line);
  const listed = JSON.parse((await call(command, [option, "--json"])).out) as { name: string }[];
  expect(listed.length).toBeGreaterThan(3);
});

test("a pattern is for clauses", async () => {
  await expect(call(command, ["a", "--formats"])).rejects.toThrow("list a: patterns select clauses only");
});

test("a date that is none is told", async () => {
  await expect(call(command, ["--edition", "2023-02-30"])).rejects.toThrow("It must be a date, YYYY-MM-DD.");
});
