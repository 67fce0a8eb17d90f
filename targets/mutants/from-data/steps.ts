import type { Clause, Answer as ExpectedAnswer } from "../../../specs/clause.ts";
import type { Specification } from "../../../specs/specification.ts";
import type { RawRequest } from "../../../wire/raw-request.ts";
import { defaults } from "../../reference/defaults.ts";
import { codeOf, errorOf, successOf } from "../error-replies.ts";
import type { Mutant } from "../mutant.ts";
import { createStepMatcher, type InvokeStepData, type StepData } from "../step-matcher.ts";
import { type Falsification, onReply } from "./falsification.ts";
import { falsify } from "./falsify.ts";
import { kebab } from "./kebab.ts";
import { type Leaf, leavesOf } from "./leaf.ts";

/**
 * Mutants of a clause with fixed steps: for each thing that its expectation demands, requests like those of the step that it looks at get
 * a reply that breaks this demand alone.
 */
export function stepsMutants(clause: Clause, specification: Specification): readonly Mutant[] {
  const steps = (clause.given as unknown as { readonly steps: readonly StepData[] }).steps.filter(
    (step) => step.do === "invoke",
  );
  const operation = specification.operations[clause.operation];
  const mutants: Mutant[] = [];
  const add = (step: InvokeStepData | undefined, falsification: Falsification): void => {
    if (step === undefined) return;
    const { says, apply } = falsification;
    mutants.push({
      name: `${kebab(clause.id)}--${kebab(says)}`,
      clause: clause.id,
      says: `Calls like that of this clause are answered wrongly: ${says}.`,
      wrap: (handler, resolved, probe = defaults.function) => {
        const fits = createStepMatcher(step, resolved, probe);
        const answer = (request: RawRequest): ReturnType<typeof handler.handle> => handler.handle(request);
        return {
          handle: (request) => (fits(request) ? apply(answer, request) : handler.handle(request)),
        };
      },
    });
  };
  if (clause.expect.every(({ error }) => error !== undefined)) {
    const last = steps.at(-1);
    const codes = clause.expect.map(({ error }) => error ?? "");
    for (const wrong of wrongAnswers(codes, last?.input["InvocationType"], clause, specification))
      add(last, wrong);
    return mutants;
  }
  if (clause.expect.length > 1) {
    add(
      steps.at(-1),
      onReply("it is an internal error", () =>
        errorOf("ServiceException", "An error occurred.", specification),
      ),
    );
    return mutants;
  }
  const surroundings = { operation, specification };
  for (const { step, leaf } of aims(clause.expect[0], steps)) {
    for (const falsification of falsify(leaf, surroundings)) add(step, falsification);
  }
  return mutants;
}

/** What comes in place of one of the errors that a clause expects: a success, and an internal error. */
export function wrongAnswers(
  codes: readonly string[],
  type: string | undefined,
  clause: Clause,
  specification: Specification,
): readonly Falsification[] {
  const operation = specification.operations[clause.operation];
  const instead = (says: string, reply: () => ReturnType<typeof successOf>): Falsification =>
    onReply(says, (original) => (codes.includes(codeOf(original) ?? "") ? reply() : original));
  return [
    instead("it succeeds", () => successOf(operation, type)),
    instead("it is an internal error", () =>
      errorOf("ServiceException", "An error occurred.", specification),
    ),
  ];
}

interface Aim {
  readonly step: InvokeStepData | undefined;
  readonly leaf: Leaf;
}

/** The demands that are the rule of the clause, each with the step whose reply it looks at. */
function aims(answer: ExpectedAnswer | undefined, steps: readonly InvokeStepData[]): readonly Aim[] {
  const all = leavesOf(answer?.schema).map((leaf): Aim => {
    const [place, which, ...below] = leaf.path;
    if (place === "named")
      return { step: steps.find(({ as }) => as === which), leaf: { ...leaf, path: below } };
    if (place === "calls") {
      return { step: which === "*" ? steps[0] : steps[Number(which)], leaf: { ...leaf, path: below } };
    }
    return { step: steps.at(-1), leaf };
  });
  // That there is a reply of that status, or a member at all, is the ground that the other demands stand on.
  const rules = all.filter(({ leaf }) => leaf.path[0] !== "status");
  const strict = rules.filter(({ leaf }) => leaf.keyword !== "present");
  if (strict.length > 0) return strict;
  return rules.length > 0 ? rules : all;
}
