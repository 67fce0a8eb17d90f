import { describe, expect, test } from "vitest";
import { loadSpecification } from "../specs/load-specification.ts";
import { handlerTarget } from "../targets/handler-target.ts";
import { always400 } from "../targets/mutants/constants/always-400.ts";
import { always404 } from "../targets/mutants/constants/always-404.ts";
import { alwaysNull } from "../targets/mutants/constants/always-null.ts";
import { echo } from "../targets/mutants/constants/echo.ts";
import { collectRun } from "./collect-run.ts";

const whole = loadSpecification();
/** Nothing that a constant responder accepts is ever run: a clause that waits for it waits for minutes. */
const specification = { ...whole, clauses: whole.clauses.filter(({ cost }) => cost !== "waits") };

describe.each(Object.entries({ always404, always400, alwaysNull, echo }))("%s", (name, handler) => {
  test("passes at most 15 % of the must clauses that are judged, and fails", async () => {
    const { verdicts } = await collectRun({
      specification,
      target: handlerTarget(name, () => handler),
      tool: { name: "lambda-conformance", version: "test" },
      cases: 5,
      seed: 1,
      concurrency: 8,
      timeoutMs: 5_000,
    });
    const musts = verdicts.filter(
      ({ level, outcome }) => level === "must" && (outcome === "pass" || outcome === "fail"),
    );
    const passed = musts.filter(({ outcome }) => outcome === "pass").map(({ clause }) => clause);
    expect(musts.length).toBeGreaterThan(25);
    expect(passed.length / musts.length, passed.join(" ")).toBeLessThanOrEqual(0.15);
  }, 120_000);
});
