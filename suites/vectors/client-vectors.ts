import { type PreparedCall, prepareCall } from "../../drivers/clients/prepare-call.ts";
import { type PreparedReply, prepareReply } from "../../drivers/clients/scripted-reply.ts";
import { UnsendableError } from "../../drivers/unsendable-error.ts";
import type { Case, ScriptedReply } from "../../generators/case.ts";
import { drawCase } from "../../generators/draw.ts";
import { strataOf } from "../../generators/strata-of.ts";
import type { Answer, Clause } from "../../specs/clause.ts";
import { isPassive } from "../../specs/is-passive.ts";
import type { Specification } from "../../specs/specification.ts";
import { caseLimits } from "../judge/case-limits.ts";
import { nonceOf } from "../judge/nonce-of.ts";
import { view } from "../view/view.ts";
import type { ClientVector, VectorReply } from "./client-vector.ts";
import { clientWords } from "./client-words.ts";
import { NotSimple } from "./not-simple.ts";
import { replyWrites } from "./reply-writes.ts";
import { schemaChecks } from "./schema-checks.ts";
import type { VectorCheck } from "./vector-check.ts";

export interface ClientVectorOptions {
  readonly specification: Specification;
  readonly seed: number;
  /** Most cases of a clause. */
  readonly cases: number;
}

/** How long a client should wait for a reply if the case sets no limit, in ms. */
const TIMEOUT_MS = 5_000;
/** Larger calls and replies make no vector, so that people can read the file. */
const MOST_BYTES = 100_000;

/**
 * The cases of clauses as vectors for clients: one call, replies with bytes that are known beforehand, and an expectation that checks can
 * express. If this is impossible for any case of a clause, the clause has no vectors at all.
 */
export function* clientVectors(
  clauses: readonly Clause[],
  options: ClientVectorOptions,
): Generator<ClientVector> {
  for (const clause of clauses) {
    try {
      // Make all of them first: the last one may throw NotSimple.
      yield* [...vectorsOf(clause, options)];
    } catch (fault) {
      if (!(fault instanceof NotSimple || fault instanceof UnsendableError)) throw fault;
    }
  }
}

function* vectorsOf(clause: Clause, options: ClientVectorOptions): Generator<ClientVector> {
  const { specification, seed, cases } = options;
  const { level } = clause;
  if (clause.binds !== "client" || level === "may" || isPassive(clause) || clause.cost === "heavy") return;
  const strata = strataOf(clause, specification);
  for (let number = 0; number < Math.min(cases, caseLimits(clause).cases); number++) {
    const made = drawCase(strata, clause.id, seed, number);
    if (made === undefined) return;
    const told = tell(clause, made, number, options);
    if (JSON.stringify(told).length > MOST_BYTES) throw new NotSimple("many bytes");
    yield {
      version: 1,
      id: told.call.id,
      clause: clause.id,
      level,
      says: clause.says,
      why: made.why,
      needs: clause.requires ?? [],
      ...told,
    };
  }
}

/**
 * The call, the replies and the answers of one case.
 * @throws NotSimple
 */
function tell(
  clause: Clause,
  { steps, twin }: Case,
  number: number,
  { specification, seed }: ClientVectorOptions,
): Pick<ClientVector, "call" | "replies" | "answers"> {
  const [step, ...others] = steps;
  if (step?.do !== "invoke" || others.length > 0 || twin) throw new NotSimple("more than a call");
  // The reply of the reference is not known beforehand.
  if (step.replies === undefined) throw new NotSimple("no script");
  const nonce = nonceOf(seed, clause.id, { path: `${number}` });
  const id = `${clause.id}:${seed}:${number}`;
  const { made, expected, call } = prepareCall(step, id, nonce, { specification, timeoutMs: TIMEOUT_MS });
  const prepared = step.replies.map((reply) =>
    reply.silence || reply.cutAt === "head"
      ? undefined
      : prepareReply(reply, expected.operation, expected.values),
  );
  const answers = clause.expect.map((answer) => {
    const reply = prepared[replyOf(answer, prepared.length)];
    return answerChecks(answer, { nonce, made, reply, specification });
  });
  const replies = step.replies.map((reply, index) => replyAsBytes(reply, prepared[index]));
  return { call, replies, answers };
}

/** Which reply an answer compares the client with: the last one that a conforming client gets. */
function replyOf({ schema }: Answer, replies: number): number {
  const { requests } =
    (schema as { readonly properties?: { readonly requests?: { readonly const?: unknown } } }).properties ??
    {};
  const count = requests?.const;
  return typeof count === "number" ? Math.min(count, replies) - 1 : replies === 1 ? 0 : -1;
}

function answerChecks(
  { error, schema = true }: Answer,
  {
    nonce,
    made,
    reply,
    specification,
  }: {
    readonly nonce: string;
    readonly made: PreparedCall["made"];
    readonly reply: PreparedReply | undefined;
    readonly specification: Specification;
  },
): readonly VectorCheck[] {
  if (error !== undefined) throw new NotSimple("error");
  const exchange = {
    origin: "",
    request: { method: "POST", target: "/", headers: [], body: new Uint8Array() },
    startedAt: 0,
    ...(reply && {
      reply: {
        status: reply.status,
        headers: reply.headers,
        body: reply.body,
        chunks: [],
        headAt: 0,
        endAt: 0,
      },
    }),
  };
  return schemaChecks(
    schema,
    clientWords({
      view: view({ nonce, calls: [{ ...made, exchanges: [exchange] }] }, specification),
      payload: made.payload,
      body: reply?.body,
      operations: Object.values(specification.operations),
    }),
  );
}

function replyAsBytes({ silence }: ScriptedReply, prepared: PreparedReply | undefined): VectorReply {
  if (silence) return { silence };
  // Without a reply, the connection is cut before anything is sent.
  return prepared ? replyWrites(prepared) : { writes: [], closes: true };
}
