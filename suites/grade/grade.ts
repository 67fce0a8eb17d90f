import type { Observation } from "../../drivers/observation.ts";
import { type Asked, createReader } from "../../generators/calls/asked.ts";
import type { Clause } from "../../specs/clause.ts";
import { isPassive } from "../../specs/is-passive.ts";
import type { Operation } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import { type Check, createOracle, type Oracle } from "../judge/oracle.ts";
import type { Verdict } from "../judge/verdict.ts";
import { createErrorTable } from "../run/error-table.ts";
import type { ErrorSeen } from "../run/run-event.ts";
import { type View, view } from "../view/view.ts";
import { createBinds } from "./binds.ts";
import type { RecordedExchange } from "./recorded-exchange.ts";
import { withoutUnknownHeaders } from "./what-is-known.ts";

export interface GradeOptions {
  readonly specification: Specification;
  /** Name of the probe, where the traffic is that of a run of ours. */
  readonly function: string;
}

/** What recorded traffic shows. */
export interface Grade {
  /** One for each clause that binds a server: judged by the exchanges that it binds, `uncovered` where there is none. */
  readonly verdicts: readonly Verdict[];
  /** Exchanges that are calls of the API, and the others, which nobody judged. */
  readonly judged: number;
  readonly skipped: readonly string[];
  readonly errors: readonly ErrorSeen[];
}

/** One recorded call, ready to be judged. */
interface Heard {
  readonly recorded: RecordedExchange;
  readonly asked: Asked;
  readonly observation: Observation;
  readonly seen: View;
}

/** Judges exchanges that were recorded, offline: by the clauses that bind them, as far as is known what was sent and what came. */
export function grade(exchanges: readonly RecordedExchange[], options: GradeOptions): Grade {
  const { specification } = options;
  const heard: Heard[] = [];
  const skipped: string[] = [];
  for (const recorded of exchanges) {
    // What was never answered says nothing of the endpoint.
    if (recorded.exchange.reply === undefined) continue;
    const its = hear(recorded, specification);
    if (its) heard.push(its);
    else
      skipped.push(
        `${recorded.place}: ${recorded.exchange.request.method} ${recorded.exchange.request.target.slice(0, 80)} is no call of the API`,
      );
  }
  const errors = createErrorTable(specification);
  const oracle = createOracle(specification);
  const verdicts = specification.clauses
    .filter(({ binds }) => binds === "server")
    .map((clause) =>
      verdictOf(clause, heard, options, oracle, (its) => errors.saw(its.seen, its.observation, clause)),
    );
  return { verdicts, judged: heard.length, skipped, errors: errors.rows() };
}

function hear(recorded: RecordedExchange, specification: Specification): Heard | undefined {
  const { exchange } = recorded;
  const request = withoutBasePath(exchange.request, Object.values(specification.operations));
  const asked = request && createReader(specification)(request);
  if (asked === undefined) return undefined;
  const { body } = exchange.request;
  const input = asked.input;
  const operation = asked.operation.name;
  const step = { do: "invoke", operation, input } as const;
  const payload = body.length > 0 ? { payload: body } : {};
  const nonce = /"nonce":"(n[0-9a-f]{20}\w*)"/.exec(Buffer.from(body).toString("latin1"))?.[1] ?? "unknown";
  const observation = { nonce, calls: [{ step, input, ...payload, exchanges: [exchange] }] };
  return { recorded, asked, observation, seen: view(observation, specification) };
}

/** The request as the API sees it, where an endpoint has a path of its own before. */
function withoutBasePath(
  request: RecordedExchange["exchange"]["request"],
  operations: readonly Operation[],
): typeof request | undefined {
  for (const { path } of operations) {
    const at = request.target.indexOf(path.slice(0, path.indexOf("{")));
    if (at !== -1) return { ...request, target: request.target.slice(at) };
  }
  return undefined;
}

function verdictOf(
  clause: Clause,
  heard: readonly Heard[],
  { specification, function: probe }: GradeOptions,
  oracle: Oracle,
  saw: (its: Heard) => void,
): Verdict {
  const { id, level, says } = clause;
  const operation = specification.operations[clause.operation];
  const binds = createBinds(clause, specification, probe);
  const applies = isPassive(clause) ? oracle.fits(clause.given.where) : undefined;
  const bound = heard.filter(({ asked, recorded, seen }) =>
    applies
      ? asked.operation.name === clause.operation && applies(seen)
      : binds(asked, recorded) && !isHindered(clause, seen),
  );
  const answers = new Map<string, number>();
  const checks = new Map<string, Check>();
  const checkFor = (lenient: boolean, named: boolean): Check => {
    const key = `${lenient} ${named}`;
    const check = checks.get(key) ?? oracle.check(lenient ? knownPart(clause, operation, named) : clause);
    checks.set(key, check);
    return check;
  };
  let failing: { its: Heard; violations: NonNullable<Verdict["failure"]>["violations"] } | undefined;
  for (const its of bound) {
    saw(its);
    const lenient = its.recorded.unknown.has("response.headers");
    const named = !lenient || its.seen.error?.code !== undefined;
    const finding = checkFor(lenient, named)(its.seen);
    const answer = finding.fits ? finding.answer : `other: ${finding.violations[0]?.actual}`;
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
    if (!finding.fits && level !== "may") failing ??= { its, violations: finding.violations };
  }
  const common = {
    clause: id,
    level,
    says,
    cases: bound.length,
    exchanges: bound.length,
    ms: 0,
    ...((level === "may" || clause.expect.length > 1) &&
      bound.length > 0 && { answers: Object.fromEntries(answers) }),
  };
  if (bound.length === 0)
    return { ...common, outcome: "uncovered", because: "no recorded exchange is one that it binds" };
  if (level === "may") return { ...common, outcome: "noted" };
  if (failing === undefined) return { ...common, outcome: "pass" };
  const { its, violations } = failing;
  const where = [its.recorded.place, its.recorded.source?.where].filter(Boolean).join(", ");
  return {
    ...common,
    outcome: "fail",
    failure: {
      why: where,
      case: { steps: its.observation.calls.map(({ step }) => step), why: where, kind: "recorded" },
      exchanges: [its.recorded.exchange],
      violations,
      shrinks: 0,
      replay: its.recorded.place,
    },
  };
}

/** Forbidden, throttled or failed by the service: a call shows nothing then of a clause that does not ask for that. */
function isHindered({ level, expect }: Clause, { status = 0, error }: View): boolean {
  const meant =
    level === "may" || expect.some((answer) => answer.error !== undefined && answer.error === error?.code);
  const refuses = expect.some((answer) => answer.error !== undefined);
  return !meant && (status === 403 || status === 429 || (status >= 500 && !refuses));
}

/** The clause as far as an exchange without the header fields of its reply can be judged by it. */
function knownPart(clause: Clause, operation: Operation, named: boolean): Clause {
  return {
    ...clause,
    expect: clause.expect.map(({ error: code, schema = true, ...answer }) => {
      const known = withoutUnknownHeaders(schema, operation, named);
      // Without a name it cannot be told which error it is.
      return code === undefined || !named
        ? { ...answer, schema: known }
        : { ...answer, error: code, schema: known };
    }),
  };
}
