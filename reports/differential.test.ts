import { describe, expect, test } from "vitest";
import { loadSpecification } from "../specs/load-specification.ts";
import { schemaFault } from "../specs/schema-fault.ts";
import type { Decision, DifferingFacet } from "../suites/against/endpoint-difference.ts";
import type { Against } from "../suites/against/run-against.ts";
import type { StartedTarget } from "../targets/target.ts";
import type { Exchange } from "../wire/exchange.ts";
import { type Differential, differentialOf } from "./differential.ts";
import { differentialText } from "./differential-text.ts";
import { jsonText } from "./json-text.ts";
import { createStyle } from "./style.ts";

const [clause] = loadSpecification().clauses;
if (clause === undefined) throw new Error("there is no clause");

const started = (url: string): StartedTarget => ({ url: new URL(url) }) as StartedTarget;
const exchange = (came: Partial<Exchange>): Exchange => ({
  origin: "http://127.0.0.1:1",
  request: { method: "POST", target: "/", headers: [["X-A", "1"]], body: Buffer.from("{}") },
  startedAt: 0,
  ...came,
});
const answered = exchange({
  reply: { status: 200, headers: [], body: Buffer.from([0xff]), chunks: [], headAt: 1, endAt: 2 },
});
const refused = exchange({ failure: { kind: "refused", says: "nobody listens", afterMs: 1 } });

const DECISIONS: readonly Decision[] = [
  { kind: "decided", clause, right: "against" },
  { kind: "both-wrong", clause },
  { kind: "disputed", clause, answers: { endpoint: "204", against: "other: 200" } },
  { kind: "silent" },
];

/** One difference for each kind of decision, as the file holds it. */
const differential = (facets: readonly DifferingFacet[]): Differential => {
  const found: Against = {
    endpoint: started("http://127.0.0.1:1"),
    against: started("http://127.0.0.1:2"),
    differences: DECISIONS.map((decision) => ({
      clause,
      case: { steps: [], why: "a reason", kind: "plain" } as never,
      replay: `${clause.id}:1:0`,
      facets,
      endpoint: [answered],
      against: [refused],
      decision,
      also: [],
      cases: 1,
    })),
    cases: 4,
    alike: 0,
    unclear: 0,
    chance: 0,
    left: new Map([["one of them is without streams", [clause.id]]]),
  };
  const facts = {
    tool: { name: "lambda-conformance", version: "1.0.0" },
    edition: "2026-11-13",
    startedAt: "2026-11-13T00:00:00.000Z",
    seed: 1,
  };
  return differentialOf(found, facts, []);
};
const document = (): Record<string, unknown> =>
  JSON.parse(jsonText(differential([{ facet: "status", endpoint: "200" }]), 2));

describe("differences.json", () => {
  test("is as its schema says, whatever is decided", () => {
    expect(schemaFault("differences", document())).toBeUndefined();
  });

  test.each(Object.keys(document()))("is not without its member %s", (member) => {
    const { [member]: _, ...rest } = document();
    expect(schemaFault("differences", rest)?.says).toContain(member);
  });

  test.each([
    [0, "right", undefined],
    [0, "right", "both"],
    [0, "source", []],
    [1, "clause", undefined],
    [2, "answers", { endpoint: "204" }],
    [3, "record", undefined],
    [3, "kind", "unknown"],
  ] as const)("is not with decision %i whose %s is %j", (index, member, value) => {
    const all = document() as { differences: { decision: Record<string, unknown> }[] };
    const decision = all.differences[index]?.decision;
    if (decision) decision[member] = value;
    expect(schemaFault("differences", JSON.parse(JSON.stringify(all)))?.pointer).toMatch(
      new RegExp(`^/differences/${index}/decision`),
    );
  });
});

test("long values are shown from shortly before they differ", () => {
  const begin = "x".repeat(200);
  const text = differentialText(
    differential([{ facet: "body", endpoint: `${begin}one`, against: `${begin}two` }]),
    createStyle({ width: 100, colour: false }),
  );
  const shown = `...${"x".repeat(15)}`;
  expect(text).toContain(`    body  ${shown}one  ${shown}two\n`);
});
