import { expect, test } from "vitest";
import { constants } from "../mutants/constants.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { scoreConstant } from "./constants.ts";

const specification = loadSpecification();

test.each(Object.entries(constants))(
  "a run against %s passes nothing, and does not exit with 0",
  { timeout: 120_000 },
  async (name, handler) => {
    const { judged, passed, exitStatus } = await scoreConstant(name, handler, specification);
    expect(passed).toEqual([]);
    expect(exitStatus).toBe(judged === 0 ? 2 : 1);
  },
);
