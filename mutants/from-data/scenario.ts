import { anyCall } from "../../generators/calls/any-call.ts";
import type { CallKind } from "../../generators/calls/call-kind.ts";
import { callsOf } from "../../generators/calls/calls-of.ts";
import type { Clause } from "../../specs/clause.ts";
import type { Specification } from "../../specs/specification.ts";
import { defaults } from "../../targets/reference/defaults.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import { codeOf, errorOf, successOf } from "../error-replies.ts";
import type { Mutant } from "../mutant.ts";
import { type Falsification, onReply, type Responder } from "./falsification.ts";
import { falsify } from "./falsify.ts";
import { kebab } from "./kebab.ts";
import { formOf, type Leaf, rulesIn } from "./leaf.ts";

/**
 * Mutants of a clause with a scenario, one for each way to break a demand of its expectation. The calls that the demand is about get a
 * reply that breaks only this demand.
 */
export function scenarioMutants(clause: Clause, specification: Specification): readonly Mutant[] {
  const calls = callsOf(clause, specification);
  return wrongsOf(clause, calls, specification).flatMap(({ call, wrong }) =>
    call === undefined ? [] : [mutant(clause, call, wrong, othersBefore(call, calls))],
  );
}

interface Wrong {
  readonly call: CallKind | undefined;
  readonly wrong: Falsification;
}

/** @param before earlier calls: if they are of another kind, the fault appears only after them */
function mutant(
  clause: Clause,
  call: CallKind,
  { says, apply }: Falsification,
  before: readonly CallKind[],
): Mutant {
  return {
    name: `${kebab(clause.id)}--${kebab(says)}`,
    clause: clause.id,
    says: `For requests like those of the clause, ${says}.`,
    wrap: (handler, specification, probe = defaults.function) => {
      const fits = call.matcher(specification, probe);
      const others = before.map((other) => other.matcher(specification, probe));
      const answer: Responder = (request: RawRequest) => handler.handle(request);
      let armed = others.length === 0;
      return {
        handle(request) {
          if (!fits(request)) {
            armed ||= others.some((matches) => matches(request));
            return answer(request);
          }
          if (!armed) return answer(request);
          armed = others.length === 0;
          return apply(answer, request);
        },
      };
    },
  };
}

/** The earlier calls of another kind. */
function othersBefore(call: CallKind, calls: readonly CallKind[]): readonly CallKind[] {
  return calls.slice(0, Math.max(0, calls.indexOf(call))).filter(({ kind }) => kind !== call.kind);
}

function wrongsOf(
  clause: Clause,
  calls: readonly CallKind[],
  specification: Specification,
): readonly Wrong[] {
  const { expect, operation } = clause;
  const last = calls.at(-1);
  const surroundings = { operation: specification.operations[operation], specification };
  const internal = (): ReturnType<typeof errorOf> =>
    errorOf("ServiceException", "An error occurred.", specification);
  const errors = expect.flatMap(({ error }) => error ?? []);
  const form = formOf(clause);
  if (form.length > 0 && (errors.length === 0 || expect.length === 1)) {
    return aims(form, calls).flatMap(({ call, leaf }) =>
      falsify(leaf, surroundings).map((wrong) => ({ call, wrong })),
    );
  }
  if (errors.length < expect.length)
    return [{ call: last, wrong: onReply("the response is an internal error", internal) }];
  const instead = (says: string, reply: typeof internal): Wrong => ({
    call: last,
    wrong: onReply(says, (original) => (errors.includes(codeOf(original) ?? "") ? reply() : original)),
  });
  return [
    instead("the request succeeds", () => successOf(surroundings.operation, last?.type)),
    instead("the response is an internal error", internal),
  ];
}

/** The demands that form the rule of the clause, each with the call whose reply it is about. */
function aims(
  leaves: readonly Leaf[],
  calls: readonly CallKind[],
): readonly { readonly call: CallKind | undefined; readonly leaf: Leaf }[] {
  const all = leaves.map((leaf) => {
    const [place, which, ...below] = leaf.path;
    if (place === "named")
      return { call: calls.find(({ as }) => as === which), leaf: { ...leaf, path: below } };
    if (place === "calls") {
      return { call: which === "*" ? anyCall(calls) : calls[Number(which)], leaf: { ...leaf, path: below } };
    }
    return { call: calls.at(-1), leaf };
  });
  const rules = rulesIn(all.map(({ leaf }) => leaf));
  return all.filter(({ leaf }) => rules.includes(leaf));
}
