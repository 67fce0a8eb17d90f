import type { LedgerEntry } from "../../drivers/observation.ts";
import { errorOf, successOf } from "../../mutants/error-replies.ts";
import { type Falsification, onReply } from "../../mutants/from-data/falsification.ts";
import { falsify } from "../../mutants/from-data/falsify.ts";
import { withJsonAt } from "../../mutants/from-data/json-at.ts";
import { formOf, type Leaf, rulesIn } from "../../mutants/from-data/leaf.ts";
import { unlike } from "../../mutants/from-data/unlike.ts";
import { wholeReply } from "../../mutants/whole-reply.ts";
import type { Clause } from "../../specs/clause.ts";
import type { Operation } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import { readFrames } from "../../wire/frames.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import type { ReceivedReply } from "../../wire/received-reply.ts";
import type { View } from "../view/view.ts";
import { altered, type RecordedCase } from "./recorded-case.ts";

/** A recorded case as clauses see it, with one thing changed that a clause is about. */
export interface Alteration {
  readonly says: string;
  readonly seen: View;
}

/**
 * The recorded case with each change that should make it break the clause. Replies are changed as the mutants of the clause change them.
 * Changes without an effect are left out.
 */
export async function alterationsOf(
  clause: Clause,
  its: RecordedCase,
  specification: Specification,
): Promise<readonly Alteration[]> {
  const changes = changesOf(clause, its, specification);
  const made = await Promise.all(changes.map((change) => change(its, specification)));
  return made.flatMap((alteration) => alteration ?? []);
}

type Change = (its: RecordedCase, specification: Specification) => Promise<Alteration | undefined>;

function changesOf(clause: Clause, its: RecordedCase, specification: Specification): readonly Change[] {
  const { given, expect } = clause;
  const last = its.calls.length - 1;
  const { operation } = its.calls[last] as (typeof its.calls)[number];
  const surroundings = { operation, specification };
  const type = its.observation.calls[last]?.step.input["InvocationType"];
  const error =
    (code: string): (() => RawReply) =>
    () =>
      errorOf(code, "An error occurred.", specification);
  const internal = onReply("the response is an internal error", error("ServiceException"));
  const errors = expect.filter((answer) => answer.error !== undefined);
  if (errors.length > 0 && (expect.length > 1 || expect[0]?.schema === undefined)) {
    const success = onReply("the request succeeds", () => successOf(operation, type));
    return [success, internal].map((wrong) => onCall(last, wrong));
  }
  if ("keeps" in given) {
    const refused = onReply("the request is rejected", error("ValidationException"));
    return [refused, internal].map((wrong) => onCall(last, wrong));
  }
  return rulesIn(formOf(clause)).flatMap((leaf): readonly Change[] => {
    const [place, which, ...below] = leaf.path;
    if (place === "ledger") return ledgerChanges({ ...leaf, path: leaf.path.slice(1) });
    const isOfCall = place === "named" || place === "calls";
    const wrongs = falsify(isOfCall ? { ...leaf, path: below } : leaf, surroundings);
    const meant = isOfCall
      ? its.calls.flatMap((_, index) => (isNamed(its, index, which) ? index : []))
      : [last];
    return wrongs.map((wrong) =>
      meant.length === 1 ? onCall(meant[0] ?? last, wrong) : onCalls(meant, wrong),
    );
  });
}

function isNamed({ calls }: RecordedCase, index: number, which = ""): boolean {
  return which === "*" || which === String(index) || calls[index]?.recorded.like?.as === which;
}

function onCall(index: number, wrong: Falsification): Change {
  return onCalls([index], wrong);
}

function onCalls(indices: readonly number[], { says, apply }: Falsification): Change {
  return async (its, specification) => {
    let isChanged = false;
    const replies = await Promise.all(
      its.observation.calls.map(async ({ exchanges }, index) => {
        const [exchange] = exchanges;
        const reply = exchange?.reply as ReceivedReply;
        if (exchange === undefined || !indices.includes(index)) return reply;
        const raw = rawReply(reply, its.calls[index]?.operation as Operation);
        const wrong = await received(await apply(async () => raw, exchange.request));
        isChanged ||= !isSame(reply, wrong);
        return wrong;
      }),
    );
    return isChanged
      ? { says, seen: altered(its, replies, its.observation.ledger, specification) }
      : undefined;
  };
}

/** The reply as an endpoint would send it: a stream frame by frame. */
function rawReply({ status, headers, body }: ReceivedReply, { events }: Operation): RawReply {
  if (events.length === 0 || status !== 200) return { status, headers, body };
  return {
    status,
    headers,
    body: (async function* () {
      for (const { offset, length } of readFrames(body).frames) yield body.subarray(offset, offset + length);
    })(),
  };
}

async function received(reply: RawReply): Promise<ReceivedReply> {
  const times = { headAt: 0, endAt: 0 };
  try {
    const { status, headers, body } = await wholeReply(reply);
    return { status, headers, body, chunks: [{ at: 0, size: body.length }], ...times };
  } catch {
    // A body that throws was cut while it was sent.
    const { status, headers } = reply;
    return {
      status,
      headers,
      body: new Uint8Array(),
      chunks: [],
      fault: { kind: "cut", says: "cut" },
      ...times,
    };
  }
}

function isSame(one: ReceivedReply, other: ReceivedReply): boolean {
  return (
    one.status === other.status &&
    other.fault === undefined &&
    JSON.stringify(one.headers) === JSON.stringify(other.headers) &&
    Buffer.compare(one.body, other.body) === 0
  );
}

/** Executions and dead letters that differ from the recorded ones. */
function ledgerChanges(leaf: Leaf): readonly Change[] {
  const [list, _, ...below] = leaf.path;
  const limits = ["maximum", "exclusiveMaximum", "maxItems"];
  const isLeast = ["minimum", "minItems", "present"].includes(leaf.keyword);
  switch (list) {
    case "count":
      return [
        ...(limits.includes(leaf.keyword) || leaf.demand === 0
          ? []
          : [onLedger("the function never ran", () => [])]),
        ...(isLeast ? [] : [onLedger("the function ran more often", (entries) => [...entries, ...MORE])]),
      ];
    case "requestIds":
      return [
        isLeast
          ? onLedger("the function never ran", () => [])
          : onLedger("each execution has a different request id", (entries) =>
              [...entries, ...MORE].map((entry) => ({ ...entry, requestId: crypto.randomUUID() })),
            ),
      ];
    case "contexts":
      return [
        isLeast
          ? onLedger("the function never ran", () => [])
          : onLedger("the context of the function is different", (entries) =>
              entries.map((entry) => ({
                ...entry,
                context: withJsonAt(
                  entry.context ?? {},
                  below,
                  (value) => unlike(value, leaf) ?? "mutant",
                ) as Record<string, unknown>,
              })),
            ),
      ];
    case "destinations":
      return [
        limits.includes(leaf.keyword)
          ? onLedger("a destination receives one more record", (entries) => [
              ...entries,
              { at: 0, destination: {} },
            ])
          : isLeast
            ? onLedger("no destination receives a record", (entries) =>
                entries.filter(({ destination }) => destination === undefined),
              )
            : onLedger("the record that a destination receives is different", (entries) =>
                entries.map((entry) =>
                  entry.destination === undefined
                    ? entry
                    : {
                        ...entry,
                        destination: withJsonAt(
                          entry.destination,
                          below,
                          (value) => unlike(value, leaf) ?? "mutant",
                        ) as Record<string, unknown>,
                      },
                ),
              ),
      ];
    default:
      return [
        limits.includes(leaf.keyword)
          ? onLedger("there is a dead letter", (entries) => [...entries, { at: 0, deadLetter: {} }])
          : isLeast
            ? onLedger("there is no dead letter", (entries) =>
                entries.filter(({ deadLetter }) => deadLetter === undefined),
              )
            : onLedger("the dead letter is different", (entries) =>
                entries.map((entry) =>
                  entry.deadLetter === undefined
                    ? entry
                    : {
                        ...entry,
                        ...(below[0] === "RequestID" && { requestId: crypto.randomUUID() }),
                        deadLetter: { ...entry.deadLetter, [below[0] ?? ""]: "mutant" },
                      },
                ),
              ),
      ];
  }
}

/** More executions than any clause allows. */
const MORE: readonly LedgerEntry[] = Array.from({ length: 4 }, () => ({
  at: 0,
  requestId: crypto.randomUUID(),
}));

function onLedger(says: string, change: (entries: readonly LedgerEntry[]) => readonly LedgerEntry[]): Change {
  return async (its, specification) => {
    const { ledger, calls } = its.observation;
    if (ledger === undefined) return undefined;
    const other = change(ledger);
    if (JSON.stringify(other) === JSON.stringify(ledger)) return undefined;
    const replies = calls.map(({ exchanges }) => exchanges.at(-1)?.reply as ReceivedReply);
    return { says, seen: altered(its, replies, other, specification) };
  };
}
