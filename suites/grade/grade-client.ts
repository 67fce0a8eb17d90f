import { prepareCall } from "../../drivers/clients/prepare-call.ts";
import type { Observation } from "../../drivers/observation.ts";
import type { Case } from "../../generators/case.ts";
import { replayCase } from "../../generators/draw.ts";
import { readCaseId } from "../../generators/read-case-id.ts";
import { strataOf } from "../../generators/strata-of.ts";
import type { Clause, JsonSchema } from "../../specs/clause.ts";
import type { Specification } from "../../specs/specification.ts";
import { UserError } from "../../specs/user-error.ts";
import { nonceOf } from "../judge/nonce-of.ts";
import { createOracle, type Oracle } from "../judge/oracle.ts";
import type { Failure, Verdict } from "../judge/verdict.ts";
import { view } from "../view/view.ts";
import type { Grade, Remark } from "./grade.ts";
import type { RecordedExchange } from "./recorded-exchange.ts";

/**
 * Judges recorded traffic of a client: the calls that `serve --script CLAUSE` answered, each by the clause that it was made for. What the client
 * handed to its caller is not recorded, so expectations about that are ignored.
 * @throws UserError for a call that belongs to no case
 */
export function gradeClient(
  exchanges: readonly RecordedExchange[],
  { specification }: { readonly specification: Specification },
): Grade {
  const clauses = specification.clauses.filter(({ binds }) => binds === "client");
  const calls = new Map<string, RecordedExchange[]>();
  for (const recorded of exchanges) {
    if (recorded.call === undefined) continue;
    const its = calls.get(recorded.call);
    if (its) its.push(recorded);
    else calls.set(recorded.call, [recorded]);
  }
  const heard = [...calls].map(([id, its]) => hear(id, its, clauses, specification));
  const oracle = createOracle(specification);
  return {
    verdicts: clauses.map((clause) =>
      verdictOf(
        clause,
        heard.filter((its) => its.clause === clause),
        specification,
        oracle,
      ),
    ),
    judged: heard.reduce((sum, { observation }) => sum + observationExchanges(observation).length, 0),
    remarks: exchanges.flatMap(({ call, place, exchange: { request } }): readonly Remark[] =>
      call === undefined
        ? [
            {
              place,
              because: "not part of a call of serve --script CLAUSE",
              what: `${request.method} ${request.target.slice(0, 80)}`,
              leftOut: true,
            },
          ]
        : [],
    ),
    errors: [],
  };
}

/** One recorded call, and its case. */
interface Heard {
  readonly id: string;
  readonly clause: Clause;
  readonly case: Case;
  readonly observation: Observation;
}

function hear(
  id: string,
  recorded: readonly RecordedExchange[],
  clauses: readonly Clause[],
  specification: Specification,
): Heard {
  const named = readCaseId(id);
  const clause = clauses.find((candidate) => candidate.id === named?.clause);
  if (named === undefined || clause === undefined) {
    const { place } = recorded[0] as RecordedExchange;
    throw new UserError(
      `${place}: its _call, ${JSON.stringify(id)}, names no client clause of edition ${specification.edition}`,
    );
  }
  const { seed, path } = named;
  const made = replayCase(strataOf(clause, specification), clause.id, seed, path);
  const nonce = nonceOf(seed, clause.id, { path });
  const steps = made.steps.filter((step) => step.do === "invoke");
  const calls = steps.map((step) => ({
    ...prepareCall(step, id, nonce, { specification, timeoutMs: 1 }).made,
    exchanges: recorded.map(({ exchange }) => exchange),
    signatures: recorded.map(({ signature = { sound: false, says: "it was not recorded" } }) => signature),
    outcome: NOT_RECORDED,
  }));
  return { id, clause, case: made, observation: { nonce, calls } };
}

/** Stands for what the client handed over, which no remaining expectation reads. */
const NOT_RECORDED = { output: {} };

function observationExchanges({ calls }: Observation): Failure["exchanges"] {
  return calls.flatMap(({ exchanges }) => exchanges);
}

function verdictOf(
  clause: Clause,
  heard: readonly Heard[],
  specification: Specification,
  oracle: Oracle,
): Verdict {
  const { id, level, says } = clause;
  const answers: Record<string, number> = {};
  const common = {
    clause: id,
    level,
    says,
    cases: heard.length,
    exchanges: heard.reduce((sum, { observation }) => sum + observationExchanges(observation).length, 0),
    ms: 0,
  };
  const shown = whatArrives(clause);
  if (shown === undefined) {
    return {
      ...common,
      outcome: "uncovered",
      because: "only a driver sees what a client returns to its caller",
    };
  }
  if (heard.length === 0)
    return { ...common, outcome: "uncovered", because: "none of its calls was recorded" };
  const check = oracle.check(shown);
  let failure: Failure | undefined;
  for (const { id: call, case: made, observation } of heard) {
    const finding = check(view(observation, specification));
    const answer = finding.fits ? finding.answer : `other: ${finding.violations[0]?.actual}`;
    answers[answer] = (answers[answer] ?? 0) + 1;
    if (finding.fits || level === "may") continue;
    failure ??= {
      why: made.why,
      case: made,
      exchanges: observationExchanges(observation),
      violations: finding.violations,
      shrinks: 0,
      replay: call,
    };
  }
  const told = level === "may" || clause.expect.length > 1 ? { ...common, answers } : common;
  if (failure) return { ...told, outcome: "fail", failure };
  return { ...told, outcome: level === "may" ? "noted" : "pass" };
}

/** Places at the top of an observation that show the requests of a call. */
const ARRIVES: readonly string[] = ["request", "received", "requests"];

/**
 * The part of the clause that is about what arrives. Undefined if an answer demands nothing of that, or the same as another answer does:
 * then every client would conform.
 */
export function whatArrives(clause: Clause): Clause | undefined {
  const expect = clause.expect.map((answer) => ({
    ...answer,
    schema: withoutOutcome(answer.schema ?? true),
  }));
  const texts = expect.map(({ schema }) => JSON.stringify(schema));
  const tells = expect.every(({ schema }) =>
    ARRIVES.some((name) => typeof schema === "object" && propertiesOf(schema)[name] !== undefined),
  );
  return tells && new Set(texts).size === texts.length && !texts.some((text) => text.includes('"outcome"'))
    ? { ...clause, expect }
    : undefined;
}

function withoutOutcome(schema: JsonSchema): JsonSchema {
  if (typeof schema === "boolean") return schema;
  const { outcome: _, ...properties } = propertiesOf(schema);
  const required = ((schema["required"] ?? []) as readonly string[]).filter((name) => name !== "outcome");
  return { ...schema, required, properties };
}

function propertiesOf(schema: Exclude<JsonSchema, boolean>): Readonly<Record<string, JsonSchema>> {
  return (schema["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>;
}
