import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { expectList } from "../scripts/testing/expect-current.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { UserError } from "../specs/user-error.ts";
import { knownTarget, knownTargetNames } from "./known-target.ts";

const folder = mkdtempSync(join(tmpdir(), "known-target-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("every known target bears the name of its file", async () => {
  const names = knownTargetNames();
  expect(names).toEqual(expect.arrayContaining(["serverless-aws-lambda", "serverless-offline"]));
  expect(await Promise.all(names.map(async (name) => (await knownTarget(name)).name))).toEqual(names);
});

test.each(knownTargetNames())(
  "%s: what it fails and what ends it are clauses that bind servers, each once",
  async (name) => {
    const { deviations = [], diesOf = [] } = await knownTarget(name);
    const ids = loadSpecification().clauses.flatMap(({ binds, id }) => (binds === "server" ? [id] : []));
    for (const named of [deviations.map(({ clause }) => clause), diesOf]) {
      expectList(
        "clauses that bind no server, or are not there",
        named.filter((id) => !ids.includes(id)),
        [],
        `edit targets/known/${name}.ts`,
      );
      expect(new Set(named).size).toBe(named.length);
    }
  },
);

test.each(knownTargetNames())(
  "%s: no clause that it fails stands on another one that it fails, or it is never judged",
  async (name) => {
    const clauses = new Map(loadSpecification().clauses.map((clause) => [clause.id, clause]));
    const gatesOf = (id: string): string[] =>
      (clauses.get(id)?.needs ?? []).flatMap((gate) => [gate, ...gatesOf(gate)]);
    const { deviations = [] } = await knownTarget(name);
    const failing = new Set(deviations.map(({ clause }) => clause));
    expectList(
      "deviations of clauses that are never judged",
      [...failing].filter((id) => gatesOf(id).some((gate) => failing.has(gate))),
      [],
      `edit targets/known/${name}.ts`,
    );
  },
);

test.each(knownTargetNames().filter((name) => name !== "reference"))(
  "%s: its page says how much of the list there is",
  async (name) => {
    const { deviations = [] } = await knownTarget(name);
    const levels = new Map(loadSpecification().clauses.map(({ id, level }) => [id, level]));
    const at = (level: string): number =>
      deviations.filter(({ clause }) => levels.get(clause) === level).length;
    const reasons = new Set(deviations.map(({ reason }) => reason)).size;
    const page = readFileSync(new URL(`../docs/targets/${name}.md`, import.meta.url), "utf8");
    const [told] = /It fails .*? reasons?/.exec(page) ?? [];
    expect(told, `edit docs/targets/${name}.md`).toBe(
      `It fails ${at("must")} \`must\` and ${at("should")} \`should\` clauses, for ${reasons} reasons`,
    );
    const [shown] = /shows \d+ failures/.exec(page) ?? [];
    expect([undefined, `shows ${deviations.length} failures`]).toContain(shown);
  },
);

test("an unknown name is told with those that are known", async () => {
  await expect(knownTarget("absent")).rejects.toThrow(
    new UserError(
      `unknown target "absent"; use one of ${knownTargetNames().join(", ")}, or the path of a target file: ./mine.ts`,
    ),
  );
});

test("a path is somebody's own target", async () => {
  const path = join(folder, "mine.mjs");
  writeFileSync(path, `export default { name: "mine", start: async () => ({}) };`);
  expect((await knownTarget(path)).name).toBe("mine");
});

test.each([
  ["absent.ts", undefined, "no such file"],
  ["broken.mjs", "throw new Error('no');", "cannot be imported: no"],
  [
    "named.mjs",
    "export const target = {};",
    'its default export is missing; it must be an object with "name" and "start" (docs/targets.md)',
  ],
  [
    "other.mjs",
    "export default () => ({});",
    'its default export is a function; it must be an object with "name" and "start" (docs/targets.md)',
  ],
  [
    "half.mjs",
    "export default { name: 'x' };",
    'its default export: "start" is missing; it must be a function',
  ],
])("a path that is no target is told: %s", async (file, text, says) => {
  const path = join(folder, file);
  if (text !== undefined) writeFileSync(path, text);
  await expect(knownTarget(path)).rejects.toThrow(new UserError(`target ${path}: ${says}`));
});
