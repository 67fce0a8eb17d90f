import { expand } from "../../drivers/expand.ts";
import type { LedgerEntry, Observation } from "../../drivers/observation.ts";
import { fill, type Placeholders } from "../../drivers/placeholders.ts";
import { type Asked, createReader } from "../../generators/calls/asked.ts";
import type { Operation, OperationName } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import { defaults } from "../../targets/reference/defaults.ts";
import type { Exchange } from "../../wire/exchange.ts";
import type { ReceivedReply } from "../../wire/received-reply.ts";
import { type View, view } from "../view/view.ts";
import type { RecordedCall } from "./is-recorded.ts";
import type { LikeCall, RecordedExchange } from "./recorded-exchange.ts";
import { createRename, type Rename, renamedJson, renamedReply } from "./rename.ts";

/** A recorded case as clauses see it: one call, or several in order. */
export interface RecordedCase {
  /** The place of its last call in the document. */
  readonly place: string;
  readonly calls: readonly RecordedCall[];
  readonly observation: Observation;
  readonly seen: View;
  /** Clauses that it answers, as the recording declares. */
  readonly answers: readonly string[];
  /** The request of its only call as the API reads it. Absent for several calls, or if it is not a call of the API. */
  readonly asked?: Asked;
}

/** Each exchange that is a call of the API and has a reply, as its own case, for passive clauses. */
export function casesOfOne(
  exchanges: readonly RecordedExchange[],
  specification: Specification,
): readonly RecordedCase[] {
  return exchanges.flatMap((recorded) => {
    const asked = askedIn(recorded, specification);
    return asked === undefined || recorded.exchange.reply === undefined
      ? []
      : [caseOf([{ recorded, asked, operation: asked.operation }], specification, false)];
  });
}

/** The cases that say which clauses they answer, in the form that the suite would give them. */
export function answeringCases(
  exchanges: readonly RecordedExchange[],
  specification: Specification,
): readonly RecordedCase[] {
  const groups = Map.groupBy(exchanges, ({ case: name, place }) => name ?? place);
  return [...groups.values()].flatMap((group) => {
    if (!group.some(({ answers }) => answers !== undefined)) return [];
    const calls = group.flatMap((recorded): Parts[] => {
      const asked = askedIn(recorded, specification);
      const name = recorded.like?.operation ?? asked?.operation.name;
      return name === undefined ? [] : [{ recorded, asked, operation: specification.operations[name] }];
    });
    return calls.length === 0 ? [] : [caseOf(calls, specification, true)];
  });
}

/** The same case with other replies or another ledger. */
export function altered(
  its: RecordedCase,
  replies: readonly ReceivedReply[],
  ledger: readonly LedgerEntry[] | undefined,
  specification: Specification,
): View {
  const calls = its.observation.calls.map((call, index) => ({
    ...call,
    exchanges: call.exchanges.map((exchange) => ({ ...exchange, reply: replies[index] as ReceivedReply })),
  }));
  const { ledger: _, ...observation } = its.observation;
  return view({ ...observation, calls, ...(ledger && { ledger }) }, specification);
}

interface Parts {
  readonly recorded: RecordedExchange;
  readonly asked: Asked | undefined;
  readonly operation: Operation;
}

/** The request of an exchange as the API reads it. Undefined if it is not a call of the API. */
export function askedIn(
  { exchange }: Pick<RecordedExchange, "exchange">,
  specification: Specification,
): Asked | undefined {
  const request = withoutBasePath(exchange.request, Object.values(specification.operations));
  return request && createReader(specification)(request);
}

/** The request without the base path of an endpoint. */
function withoutBasePath(
  request: Exchange["request"],
  operations: readonly Operation[],
): Exchange["request"] | undefined {
  for (const { path } of operations) {
    const at = request.target.indexOf(path.slice(0, path.indexOf("{")));
    if (at !== -1) return { ...request, target: request.target.slice(at) };
  }
  return undefined;
}

/** @param isLike whether the calls get the form that the suite would give them (`_like`) */
function caseOf(parts: readonly Parts[], specification: Specification, isLike: boolean): RecordedCase {
  const like = (recorded: RecordedExchange): LikeCall => (isLike ? (recorded.like ?? {}) : {});
  const values = valuesOf(parts, isLike);
  const made = parts.map((part) => ({ ...part, ...callOf(part, like(part.recorded), values) }));
  const ledger = parts.flatMap(({ recorded }) => recorded.ledger ?? []);
  const hasLedger = isLike && parts.some(({ recorded }) => recorded.ledger !== undefined);
  const names = Object.assign({}, ...parts.map(({ recorded }) => like(recorded).names ?? {}));
  const observation: Observation = {
    nonce: values.nonce,
    calls: made.map(({ call }) => call),
    ...(hasLedger && { ledger: renamedJson(ledger, renameFor(names, values)) as readonly LedgerEntry[] }),
  };
  const seen = view(observation, specification);
  const last = parts.at(-1) as Parts;
  return {
    place: last.recorded.place,
    calls: made.map(({ recorded, operation }, index) => ({
      recorded,
      operation,
      seen: seen.calls[index] as View,
    })),
    observation,
    seen,
    answers: [...new Set(parts.flatMap(({ recorded }) => recorded.answers ?? []))],
    ...(parts.length === 1 && last.asked && { asked: last.asked }),
  };
}

/** A nonce in the form that runs use. */
const NONCE = "n00000000000000000000";

function valuesOf(parts: readonly Parts[], isLike: boolean): Placeholders {
  const request = parts.at(-1)?.recorded.exchange.request;
  const body = Buffer.from(request?.body ?? []).toString("latin1");
  const sent = /n[0-9a-f]{20}\w*/.exec(`${body}\n${request?.target}`)?.[0];
  return { ...defaults, nonce: sent ?? (isLike ? NONCE : "unknown"), collector: "http://127.0.0.1:1/" };
}

function callOf(
  { recorded, asked, operation }: Parts,
  { as, input: likeInput, payload: likePayload, names = {} }: LikeCall,
  values: Placeholders,
): { readonly recorded: RecordedExchange; readonly call: Observation["calls"][number] } {
  const { exchange } = recorded;
  const input =
    likeInput === undefined
      ? (asked?.input ?? {})
      : Object.fromEntries(Object.entries(likeInput).map(([name, value]) => [name, fill(value, values)]));
  const { body } = exchange.request;
  const payload =
    likePayload === undefined ? (body.length > 0 ? body : undefined) : expand(likePayload, values);
  const name: OperationName = operation.name;
  const step = {
    do: "invoke",
    operation: name,
    input,
    ...(as !== undefined && { as }),
  } as const;
  const reply = exchange.reply && renamedReply(exchange.reply, operation, renameFor(names, values));
  // A value from `_like` replaces what was sent, so it is known.
  const unknown = new Set(recorded.unknown);
  if (likeInput !== undefined)
    for (const part of ["request", "request.headers"] as const) unknown.delete(part);
  if (likePayload !== undefined) unknown.delete("request.body");
  const changed = { ...exchange, ...(reply && { reply }) };
  return {
    recorded: { ...recorded, unknown, exchange: changed },
    call: { step, input, ...(payload && { payload }), exchanges: [changed] },
  };
}

function renameFor(names: Readonly<Record<string, string>>, values: Placeholders): Rename {
  return createRename(
    Object.fromEntries(Object.entries(names).map(([name, instead]) => [name, fill(instead, values)])),
  );
}
