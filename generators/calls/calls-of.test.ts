import { expect, test } from "vitest";
import { compose } from "../../drivers/compose.ts";
import type { Placeholders } from "../../drivers/placeholders.ts";
import type { Clause } from "../../specs/clause.ts";
import { loadSpecification } from "../../specs/load-specification.ts";
import { defaults } from "../../targets/reference/defaults.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import { baseStep, changed, type StepChange } from "../base-step.ts";
import type { InvokeStep } from "../case.ts";
import { drawCase } from "../draw.ts";
import { scenarios } from "../scenarios.ts";
import { strataOf } from "../strata-of.ts";
import { callsOf, whyUnrecognised } from "./calls-of.ts";

const specification = loadSpecification();
const values: Placeholders = {
  ...defaults,
  nonce: "n0123456789abcdef0123",
  collector: "http://127.0.0.1:9/",
};
const CASES = 12;

/** The request of a step as an endpoint receives it. */
function requestOf(step: InvokeStep): RawRequest {
  const operation = specification.operations[step.operation];
  const { request } = compose(step, operation, values, { basePath: "", headers: [] });
  const headers = request.headers.map(([name, value]) => [name, value.trim()] as const);
  if (step.wire?.signature === "none" || headerValue(headers, "authorization") !== undefined) {
    return { ...request, headers };
  }
  return { ...request, headers: [...headers, ["Authorization", "AWS4-HMAC-SHA256 any"]] };
}

/** The requests of the first cases of a clause, and whether each is one of its kinds of calls. */
function recognised(clause: Clause): { step: InvokeStep; known: boolean }[] {
  const strata = strataOf(clause, specification);
  const kinds = callsOf(clause, specification).map((kind) => kind.matcher(specification, defaults.function));
  return Array.from({ length: CASES }, (_, k) => drawCase(strata, clause.id, 1, k)?.steps ?? [])
    .flat()
    .filter((step) => step.do === "invoke")
    .map((step) => {
      const request = requestOf(step);
      return { step, known: kinds.some((fits) => fits(request)) };
    });
}

const served = specification.clauses.filter(({ binds, given }) => binds === "server" && "scenario" in given);

function clausesOf(name: string): Clause[] {
  return served.filter(({ given }) => "scenario" in given && given.scenario === name);
}

const all = Object.entries(scenarios);

test.each(all.filter(([, { unrecognised }]) => unrecognised === undefined))(
  "%s: the calls that its cases make are recognised",
  (name) => {
    for (const clause of clausesOf(name)) {
      const calls = recognised(clause);
      const missed = calls.filter(({ known }) => !known);
      // A stream of random bytes may look like one of another kind.
      expect(missed.length, `${clause.id}: ${JSON.stringify(missed)}`).toBeLessThanOrEqual(
        name === "stream-content" ? calls.length / 4 : 0,
      );
    }
  },
);

test.each(all.filter(([, { unrecognised }]) => unrecognised !== undefined))(
  "%s: no calls are recognised, and it is told why",
  (name, { unrecognised }) => {
    expect(unrecognised).toMatch(/^[a-z].*[^.]$/);
    for (const clause of clausesOf(name)) {
      expect(callsOf(clause, specification)).toEqual([]);
      expect(whyUnrecognised(clause)).toBe(unrecognised);
    }
  },
);

/** The base request, which asks the probe for a witness, with a change. */
function requestWith(change: StepChange): RawRequest {
  return requestOf(changed(baseStep("Invoke", specification), change));
}

test.each<[Record<string, unknown> & { scenario: string }, StepChange]>([
  [{ scenario: "steps", steps: [{ ...baseStep("Invoke", specification), input: { LogType: "Tail" } }] }, {}],
  [{ scenario: "variants", variants: [{ why: "a log", step: { input: { LogType: "Tail" } } }] }, {}],
  [{ scenario: "function-name-forms", forms: ["full ARN"] }, {}],
  [{ scenario: "function-name-forms", stands: ["in both"] }, { input: { Qualifier: "$LATEST" } }],
  [{ scenario: "json-values" }, {}],
  [{ scenario: "json-values" }, { payload: { text: "{" } }],
  [{ scenario: "broken-json" }, { payload: { text: "{}" } }],
  [{ scenario: "broken-json", step: { input: { InvocationType: "Event" } } }, { payload: { text: "{" } }],
  [{ scenario: "tolerated", parameter: "Qualifier", keyword: "pattern" }, { input: { Qualifier: "live" } }],
  [
    {
      scenario: "two-faults",
      first: { parameter: "Qualifier", breaks: "pattern" },
      second: { step: { payload: { text: "{" } }, why: "broken JSON" },
    },
    { input: { Qualifier: "!" } },
  ],
])("%o: a call of another kind is not recognised", (given, change) => {
  const clause: Clause = {
    id: "test/some/clause",
    operation: "Invoke",
    binds: "server",
    level: "must",
    says: "It is so.",
    given,
    expect: [],
    source: [],
  };
  const request = requestWith(change);
  const known = callsOf(clause, specification).map((kind) =>
    kind.matcher(specification, defaults.function)(request),
  );
  expect(known).toEqual([false]);
});

test("kinds of streams are told apart", () => {
  const kinds = ["every byte", "nothing", "8 MB", "100,000 writes"];
  const clauses = kinds.map((kind) => ({
    ...(served.find(({ id }) => id.startsWith("invoke-with-response-stream/content/")) as Clause),
    given: { scenario: "stream-content", kinds: [kind] },
  }));
  for (const clause of clauses) {
    const [only] = recognised(clause);
    const request = requestOf(only?.step as InvokeStep);
    const fitting = clauses.filter((other) =>
      callsOf(other, specification).some((kind) => kind.matcher(specification, defaults.function)(request)),
    );
    expect(fitting).toEqual([clause]);
  }
});
