import { expect, test } from "vitest";
import { loadSpecification } from "../specs/load-specification.ts";
import { handlerTarget } from "../targets/handler-target.ts";
import { exampleKeys, type Key } from "../targets/reference/authenticator.ts";
import { createReference } from "../targets/reference/reference.ts";
import { conformance } from "../vitest.ts";

const specification = loadSpecification();
/** A user's own functions stand beside the probe and do not affect it. */
const functions = { "my-function": { handler: (event: unknown) => event } };

const [permitted, denied] = exampleKeys as [Key, Key];

const judged = conformance({
  target: handlerTarget(
    "reference",
    () => createReference({ specification, functions, verifySignatures: true }),
    {
      signs: true,
      credentials: permitted.credentials,
      unprivileged: denied.credentials,
    },
  ),
  strict: true,
  cases: 25,
  // With another seed in each pull request, failures could not be reproduced.
  seed: 1,
  concurrency: 8,
  timeout: 30_000,
});

test("every clause of the edition that binds a server was judged", { timeout: 0 }, async () => {
  const wanted = specification.clauses.filter(({ binds }) => binds === "server").map(({ id }) => id);
  expect([...judged.clauses].sort()).toEqual(wanted.sort());
  const { summary, subject, run, verdicts } = await judged.report();
  expect(verdicts.filter(({ outcome }) => outcome !== "pass" && outcome !== "noted")).toEqual([]);
  expect(summary.must.coverage).toBe(1);
  expect(subject.probe).toMatchObject({ found: true });
  expect(run).toMatchObject({ ended: "completed" });
});
