import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { schemaFault } from "../specs/schema-fault.ts";
import { CHANGE_KINDS, type Changes, changesOf } from "./changes.ts";
import { changesMarkdown } from "./changes-markdown.ts";
import { changesText } from "./changes-text.ts";
import { jsonText } from "./json-text.ts";
import { createStyle } from "./style.ts";
import { after, before } from "./testing/two-reports.ts";

const changes = changesOf(before, after);

const FORMS: Readonly<Record<string, (changes: Changes) => string>> = {
  "changes.txt": (all) => changesText(all, createStyle({ width: 100, colour: false })),
  "changes.md": changesMarkdown,
  "changes.json": (all) => `${jsonText(all, 2)}\n`,
};

describe.each(Object.entries(FORMS))("%s", (file, render) => {
  test("is as it was looked at", async () => {
    await expect(render(changes)).toMatchFileSnapshot(join(import.meta.dirname, "testing", "golden", file));
  });

  test("lets nothing through that a terminal or a reader would act on", () => {
    expect(render(changes)).not.toMatch(/(?!\n)\p{C}/u);
  });

  test("tells that nothing changed", () => {
    expect(render(changesOf(before, before))).not.toContain("undefined");
  });
});

test("each change stands in one list", () => {
  const ids = Object.fromEntries(
    CHANGE_KINDS.map((kind) => [kind, changes[kind].map(({ clause }) => clause)]),
  );
  expect(ids).toEqual({
    failing: ["invoke/status/request-response", "invoke/async/dead-letter"],
    erroring: [],
    uncovered: ["stream/frames/crc"],
    passing: ["invoke/qualifier/max-length"],
    covered: ["invoke/async/retries"],
    added: ["invoke/tenant-id/max-length"],
    removed: ["invoke/errors/known-code"],
  });
});

test("the other way round it is the opposite", () => {
  const back = changesOf(after, before);
  expect(back.failing.map(({ clause }) => clause)).toEqual(["invoke/qualifier/max-length"]);
  expect(back.erroring.map(({ clause }) => clause)).toEqual(["invoke/async/retries"]);
  expect(back.added.map(({ clause }) => clause)).toEqual(["invoke/errors/known-code"]);
});

test("a report against itself has no changes", () => {
  const none = changesOf(before, before);
  expect(CHANGE_KINDS.flatMap((kind) => none[kind])).toEqual([]);
});

test("what fails newly counts by its level, and unless a deviation covers it", () => {
  const [verdict] = after.verdicts.filter(({ clause }) => clause === "invoke/status/request-response");
  const counted = (more: object, strict?: boolean): boolean | undefined =>
    changesOf(
      before,
      { ...after, verdicts: [{ ...(verdict as NonNullable<typeof verdict>), ...more }] },
      strict,
    ).failing[0]?.counts;
  expect(counted({})).toBe(true);
  expect(counted({ deviation: "known" })).toBe(false);
  expect(counted({ level: "should" })).toBe(false);
  expect(counted({ level: "should" }, true)).toBe(true);
});

test("an endpoint and a client are refused", () => {
  expect(() => changesOf(before, { ...after, subject: { ...after.subject, kind: "client" } })).toThrow(
    "an endpoint cannot be compared with a client",
  );
});

test("the JSON is as its schema says", () => {
  expect(schemaFault("changes", JSON.parse(JSON.stringify(changes)))).toBeUndefined();
  const { removed: _, ...without } = changes;
  expect(schemaFault("changes", without)).toBeDefined();
});
