import { expect, test } from "vitest";
import { constants } from "../mutants/constants.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { scoreConstant } from "./constants.ts";
import { MOST_CONSTANT } from "./score.ts";

const specification = loadSpecification();

test.each(Object.entries(constants))(
  "a run against %s passes at most 15 % of the must clauses that are judged, and exits with 1",
  { timeout: 120_000 },
  async (name, handler) => {
    const { judged, passed, exitStatus } = await scoreConstant(name, handler, specification);
    expect(judged).toBeGreaterThan(25);
    expect(passed.length / judged, passed.join(" ")).toBeLessThanOrEqual(MOST_CONSTANT);
    expect(exitStatus).toBe(1);
  },
);
