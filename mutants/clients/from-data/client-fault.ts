import type { ClientOutcome } from "../../../drivers/observation.ts";
import type { Operation } from "../../../specs/operation.ts";
import type { RawRequest } from "../../../wire/raw-request.ts";
import type { Leaf } from "../../from-data/leaf.ts";
import type { Likeness } from "../likeness.ts";
import type { Ways } from "../plain-client.ts";

/** One way to break a demand: a client's fault in calls like those of a clause. */
export interface ClientDefect {
  /** The fault, as a phrase that follows "a client that". */
  readonly says: string;
  ways(like: Likeness): Partial<Ways>;
}

/** The faults that break a demand on one part of a client. The path of the leaf is relative to the part. */
export type ClientPart = (leaf: Leaf, operation: Operation) => readonly ClientDefect[];

/** A client that sends such calls differently. `when`: before or after the request is signed. */
export function sending(
  change: (request: RawRequest) => RawRequest,
  like: Likeness,
  when: "request" | "signed" = "request",
): Partial<Ways> {
  const way: Ways["request"] = (sound, call) => (like.asked(call) ? change(sound) : sound);
  return { [when]: way };
}

/** A client that reports the outcome of such calls differently. */
export function telling(change: (outcome: ClientOutcome) => ClientOutcome, like: Likeness): Partial<Ways> {
  return {
    outcome: (sound, reply, call) => (like.asked(call) && like.came(reply) ? change(sound) : sound),
  };
}

/** A fault of the request, before or after it is signed. */
export function onRequest(
  says: string,
  change: (request: RawRequest) => RawRequest,
  when: "request" | "signed" = "request",
): ClientDefect {
  return { says, ways: (like) => sending(change, like, when) };
}

/** A fault in what the caller gets. */
export function onOutcome(says: string, change: (outcome: ClientOutcome) => ClientOutcome): ClientDefect {
  return { says, ways: (like) => telling(change, like) };
}

/** A fault in what the caller gets if the call succeeded. */
export function onOutput(
  says: string,
  change: (output: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
): ClientDefect {
  return onOutcome(says, (outcome) =>
    outcome.output === undefined ? outcome : { ...outcome, output: change(outcome.output) },
  );
}
