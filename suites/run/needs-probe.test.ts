import { expect, test } from "vitest";
import type { Clause } from "../../specs/clause.ts";
import { loadSpecification } from "../../specs/load-specification.ts";
import { needsProbe } from "./needs-probe.ts";

const specification = loadSpecification();

function clause(id: string): Clause {
  const found = specification.clauses.find((clause) => clause.id === id);
  if (!found) throw new Error(`no clause ${id}`);
  return found;
}

test.each([
  "invoke/qualifier/not-in-pattern",
  "invoke/payload/broken-json",
  "invoke/payload/event-broken-json",
  "invoke/existence/unknown-function",
  "invoke/authentication/unsigned",
  "invoke-with-response-stream/function-name/too-long",
])("%s, a refusal beside its sound twin, needs no probe", (id) => {
  expect(needsProbe(clause(id), specification)).toBe(false);
});

test.each([
  ["invoke/status/request-response", "a sound call"],
  ["invoke/status/dry-run", "a sound call that runs nothing"],
  ["invoke/qualifier/pattern", "sound values"],
  ["invoke/error/not-run", "what is counted where nothing runs"],
  ["invoke/throttled/status", "a function in a certain state"],
  ["invoke/precedence/existence-or-payload", "an open question"],
])("%s, %s, needs a probe", (id) => {
  expect(needsProbe(clause(id), specification)).toBe(true);
});
