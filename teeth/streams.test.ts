import { afterAll, expect, test } from "vitest";
import { streams } from "../mutants/streams.ts";
import { expectList } from "../scripts/testing/expect-current.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { collectRun } from "../suites/run/collect-run.ts";
import { handlerTarget } from "../targets/handler-target.ts";
import { createReference } from "../targets/reference/reference.ts";

const specification = loadSpecification();
const reference = createReference({ specification });
afterAll(() => reference.close());

/** The clauses about frames, data and time. Other clauses that a wrong stream breaks follow from these. */
const judged = specification.clauses.filter(
  ({ id, cost }) =>
    /^invoke-with-response-stream\/(frames\/|complete\/|content\/|existence\/|log-type\/|time\/while-it-runs$)/.test(
      id,
    ) && cost !== "heavy",
);

/**
 * The clauses that each wrong endpoint fails, without those that stand on another failing clause. `content` and `log-type` stand for
 * families.
 */
const FAILS: Readonly<Record<string, readonly string[]>> = {
  "stream-bad-prelude-checksum": ["frames/prelude-checksum"],
  "stream-bad-message-checksum": ["frames/message-checksum"],
  "stream-no-invoke-complete": ["complete/present", "log-type"],
  "stream-two-invoke-completes": ["complete/once"],
  "stream-invoke-complete-first": ["complete/last", "log-type"],
  "stream-chunk-lost": ["content"],
  "stream-chunk-repeated": ["content"],
  "stream-chunks-out-of-order": ["content"],
  "stream-renamed-event-type": ["complete/present", "content", "frames/event-type", "log-type"],
  "stream-raw-body": ["frames/framed", "log-type"],
  "stream-buffered": ["time/while-it-runs"],
  "stream-truncated-last-frame": ["frames/whole", "log-type"],
  "stream-for-unknown-function": ["existence/unknown-function", "request-id/uuid"],
  "stream-log-without-tail": ["log-type"],
};

test("there is a wrong endpoint for each way that is listed", () => {
  expectList(
    "the mutants of FAILS",
    Object.keys(FAILS),
    streams.map(({ name }) => name),
    "edit FAILS in teeth/streams.test.ts",
  );
});

// These are whole runs through a socket, in real time.
test.concurrent.each(streams.map((mutant) => [mutant.name, mutant] as const))(
  "%s",
  { timeout: 60_000 },
  async (name, mutant) => {
    const { verdicts, footer } = await collectRun({
      specification,
      target: handlerTarget(name, () => mutant.wrap(reference, specification)),
      tool: { name: "lambda-conformance", version: "test" },
      only: judged.map(({ id }) => id),
      cases: 10,
      seed: 1,
      concurrency: 4,
      timeoutMs: 10_000,
    });
    const failed = verdicts.flatMap(({ clause, outcome }) => (outcome === "fail" ? [clause] : []));
    const told = failed.map((id) => id.replace(/^[^/]*\//, "").replace(/^(content|log-type)\/.*/, "$1"));
    expect(footer.ended).toBe("completed");
    const behind = verdicts.flatMap((verdict) => (verdict.behind === undefined ? [] : [verdict.clause]));
    expect([...failed, ...behind]).toContain(mutant.clause);
    expect([...new Set(told)].sort()).toEqual(FAILS[name]);
    expect(verdicts.filter(({ outcome }) => outcome === "error")).toEqual([]);
  },
);
