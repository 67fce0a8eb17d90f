import { afterAll, expect, test } from "vitest";
import { loadSpecification } from "../specs/load-specification.ts";
import { collectRun } from "../suites/collect-run.ts";
import { handlerTarget } from "../targets/handler-target.ts";
import { streams } from "../targets/mutants/streams.ts";
import { createReference } from "../targets/reference/reference.ts";

const specification = loadSpecification();
const reference = createReference({ specification });
afterAll(() => reference.close());

const TIME = "invoke-with-response-stream/time/while-it-runs";
/** What tells of frames and data; what else a wrong stream breaks follows from that. */
const judged = specification.clauses.filter(
  ({ id, cost }) =>
    id === TIME ||
    (/^invoke-with-response-stream\/(frames|complete|content|existence|log-type)\//.test(id) &&
      cost !== "heavy"),
);

/** Of each wrong endpoint, every clause about frames and their order that it fails. */
const FAILS: Readonly<Record<string, readonly string[]>> = {
  "stream-bad-prelude-checksum": ["frames/prelude-checksum"],
  "stream-bad-message-checksum": ["frames/message-checksum"],
  "stream-no-invoke-complete": ["complete/present"],
  "stream-two-invoke-completes": ["complete/once"],
  "stream-invoke-complete-first": ["complete/last"],
  "stream-chunk-lost": [],
  "stream-chunk-repeated": [],
  "stream-chunks-out-of-order": [],
  "stream-renamed-event-type": ["complete/present", "frames/event-type"],
  "stream-raw-body": ["complete/present", "frames/framed", "frames/prelude-checksum", "frames/whole"],
  "stream-buffered": [],
  "stream-truncated-last-frame": ["complete/present", "frames/whole"],
  "stream-for-unknown-function": [],
  "stream-log-without-tail": [],
};

test("there is a wrong endpoint for each way that is listed", () => {
  expect(streams.map(({ name }) => name).sort()).toEqual(Object.keys(FAILS).sort());
});

// Whole runs, over a socket and in real time.
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
    const of = (id: string) => verdicts.find(({ clause }) => clause === id)?.outcome;
    const failed = verdicts.filter(({ outcome }) => outcome === "fail");
    const ids = failed.map(({ clause }) => clause.replace("invoke-with-response-stream/", "")).sort();
    expect(footer.ended).toBe("completed");
    expect(of(mutant.clause)).toBe("fail");
    expect(of(TIME)).toBe(name === "stream-buffered" ? "fail" : "pass");
    expect(ids.filter((id) => /^(frames|complete)\//.test(id))).toEqual(FAILS[name]);
    expect(verdicts.filter(({ outcome }) => outcome === "error")).toEqual([]);
  },
);
