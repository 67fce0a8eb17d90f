import { compose } from "../../drivers/compose.ts";
import type { Placeholders } from "../../drivers/placeholders.ts";
import { UnsendableError } from "../../drivers/unsendable-error.ts";
import type { Case, InvokeStep, Step } from "../../generators/case.ts";
import { drawCase } from "../../generators/draw.ts";
import { strataOf } from "../../generators/strata-of.ts";
import type { Clause } from "../../specs/clause.ts";
import { isPassive } from "../../specs/is-passive.ts";
import type { Specification } from "../../specs/specification.ts";
import { caseLimits } from "../judge/case-limits.ts";
import { nonceOf } from "../judge/nonce-of.ts";
import { createGates } from "../run/gates.ts";
import { featuresOf } from "../run/missing-feature.ts";
import { needsProbe } from "../run/needs-probe.ts";
import { checksOf } from "./checks-of.ts";
import { httpMessage } from "./http-message.ts";
import type { Vector } from "./vector.ts";
import type { VectorCheck } from "./vector-check.ts";

export interface VectorOptions {
  readonly specification: Specification;
  readonly seed: number;
  /** Most cases of a clause. */
  readonly cases: number;
  readonly place: Omit<Placeholders, "nonce" | "collector">;
  /** Value of the `Host` header of each request. */
  readonly host: string;
}

/** Larger requests make no vector, so that people can read the file. */
const MOST_BYTES = 100_000;

/**
 * The cases of clauses in the form of vectors: one unsigned request, and an expectation about its reply alone. If this is impossible for any case of
 * a clause, because of its request or its expectation, the clause has no vectors at all.
 */
export function* serverVectors(clauses: readonly Clause[], options: VectorOptions): Generator<Vector> {
  const { specification } = options;
  const told = new Map<Clause, readonly Vector[]>();
  for (const clause of clauses) {
    const vectors = vectorsOf(clause, options);
    if (vectors.length > 0) told.set(clause, vectors);
  }
  const gates = createGates(specification.clauses);
  for (const [clause, vectors] of told) {
    const behind = gates
      .under(clause)
      .filter((gate) => told.has(gate))
      .map(({ id }) => id);
    for (const vector of vectors) yield { ...vector, behind };
  }
}

function vectorsOf(clause: Clause, options: VectorOptions): readonly Vector[] {
  const { specification, seed, cases } = options;
  const probe = needsProbe(clause, specification) ? ["probe"] : [];
  const needs = [...probe, ...featuresOf(clause, { specification })];
  if (clause.binds !== "server" || clause.level === "may" || isPassive(clause) || clause.cost) return [];
  if (needs.includes("authenticates")) return [];
  const strata = strataOf(clause, specification);
  const vectors: Vector[] = [];
  for (let number = 0; number < Math.min(cases, caseLimits(clause).cases); number++) {
    const made = drawCase(strata, clause.id, seed, number);
    if (made === undefined) break;
    const vector = vectorOf(clause, made, number, needs, options);
    if (vector === undefined) return [];
    vectors.push(vector);
  }
  return vectors;
}

function vectorOf(
  clause: Clause,
  { steps, twin, why }: Case,
  number: number,
  needs: readonly string[],
  options: VectorOptions,
): Vector | undefined {
  const { specification, seed } = options;
  const { id, level, says } = clause;
  const nonce = nonceOf(seed, id, { path: `${number}` });
  const message = messageOf(steps, nonce, options);
  const sound = twin && messageOf(twin, nonceOf(seed, id, { path: `${number}`, twin: true }), options);
  if (message === undefined || level === "may" || (twin !== undefined && sound === undefined))
    return undefined;
  const answers: (readonly VectorCheck[])[] = [];
  for (const answer of clause.expect) {
    const checks = checksOf(answer, clause, { nonce, ...message.sent }, specification);
    if (checks === undefined) return undefined;
    answers.push(...checks);
  }
  return {
    version: 1,
    id: `${id}:${seed}:${number}`,
    clause: id,
    level,
    says,
    why,
    needs,
    behind: [],
    request: message.bytes.toString("base64"),
    ...(sound && { twin: sound.bytes.toString("base64") }),
    answers,
  };
}

/**
 * The request of a case that is a single request. Undefined if there are more, or if it needs more than bytes: a signature, concurrent requests, a
 * cut connection.
 */
function messageOf(
  steps: readonly Step[],
  nonce: string,
  { specification, place, host }: VectorOptions,
):
  | {
      readonly bytes: Buffer;
      readonly sent: { readonly input: Record<string, string>; readonly payload: unknown };
    }
  | undefined {
  const [step, ...others] = steps;
  if (step?.do !== "invoke" || others.length > 0 || !isPlain(step)) return undefined;
  try {
    const { input, payload, request } = compose(
      step,
      specification.operations[step.operation],
      { ...place, nonce },
      { basePath: "", headers: [] },
    );
    const bytes = httpMessage(request, host);
    if (bytes.length > MOST_BYTES) return undefined;
    return { bytes, sent: { input: { ...input }, payload: parsed(payload) } };
  } catch (fault) {
    if (fault instanceof UnsendableError) return undefined;
    throw fault;
  }
}

function isPlain({ wire = {} }: InvokeStep): boolean {
  const { beside, leave, sameConnection, signature, without = [] } = wire;
  const isSigned = signature !== undefined && signature !== "sound";
  return !beside && !leave && !sameConnection && !isSigned && without.length === 0;
}

function parsed(payload: Uint8Array | undefined): unknown {
  try {
    return payload && JSON.parse(Buffer.from(payload).toString());
  } catch {
    return undefined;
  }
}
