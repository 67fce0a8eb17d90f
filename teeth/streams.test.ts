import { afterAll, expect, test } from "vitest";
import { loadSpecification } from "../specs/load-specification.ts";
import { streams } from "../targets/mutants/streams.ts";
import { createStage } from "./stage.ts";

const specification = loadSpecification();
const stage = await createStage(specification);
afterAll(() => stage.close());

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

test.concurrent.each(streams.map((mutant) => [mutant.name, mutant] as const))(
  "%s",
  { timeout: 60_000 },
  async (name, mutant) => {
    const verdicts = await stage.judge(judged, {
      wrap: (handler) => mutant.wrap(handler, specification),
      cases: 10,
      seed: 1,
    });
    const failed = [...verdicts.values()].filter(({ outcome }) => outcome === "fail");
    const ids = failed.map(({ clause }) => clause.replace("invoke-with-response-stream/", "")).sort();
    expect(verdicts.get(mutant.clause)?.outcome).toBe("fail");
    expect(verdicts.get(TIME)?.outcome).toBe(name === "stream-buffered" ? "fail" : "pass");
    expect(ids.filter((id) => /^(frames|complete)\//.test(id))).toEqual(FAILS[name]);
  },
);
