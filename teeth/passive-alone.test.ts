import { afterAll, expect, test } from "vitest";
import { mutantsOf } from "../mutants/mutants-of.ts";
import { isPassive } from "../specs/is-passive.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { plannedTraffic } from "../suites/run/traffic-for.ts";
import { createStage } from "./stage.ts";

const specification = loadSpecification();
const stage = await createStage(specification);
afterAll(() => stage.close());

/** What `serve --without ID` serves, by the id of a clause that judges the calls of others. */
const served = specification.clauses
  .filter(isPassive)
  .flatMap((clause) => mutantsOf(clause, specification).slice(0, 1))
  .map((mutant) => [mutant.clause, mutant] as const);

test.concurrent.each(served)(
  "serve --without %s fails the run of that clause alone",
  { timeout: 60_000 },
  async (id, mutant) => {
    const clauses = specification.clauses.filter((clause) => clause.id === id);
    const verdicts = await stage.judge(clauses, {
      wrap: (handler) => mutant.wrap(handler, specification),
      cases: 1,
      seed: 1,
      patienceMs: 100,
      traffic: plannedTraffic(clauses, specification, []),
    });
    expect(verdicts.get(id)).toMatchObject({ outcome: "fail" });
  },
);
