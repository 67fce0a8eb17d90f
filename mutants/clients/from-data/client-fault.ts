import type { ClientOutcome } from "../../../drivers/observation.ts";
import type { Operation } from "../../../specs/operation.ts";
import type { RawRequest } from "../../../wire/raw-request.ts";
import type { Leaf } from "../../from-data/leaf.ts";
import type { Likeness } from "../likeness.ts";
import type { Ways } from "../plain-client.ts";

/** One way to break a demand: what a client does wrong with calls like those of a clause. */
export interface ClientDefect {
  /** What it does, as a phrase that follows "a client that". */
  readonly says: string;
  ways(like: Likeness): Partial<Ways>;
}

/** The faults that break a demand on one part of what a client does; the path of the leaf is that below the part. */
export type ClientPart = (leaf: Leaf, operation: Operation) => readonly ClientDefect[];

/** What makes a client send such calls otherwise. `when`: before the request is signed, or after. */
export function sending(
  change: (request: RawRequest) => RawRequest,
  like: Likeness,
  when: "request" | "signed" = "request",
): Partial<Ways> {
  const way: Ways["request"] = (sound, call) => (like.asked(call) ? change(sound) : sound);
  return { [when]: way };
}

/** What makes a client tell otherwise what came of such calls. */
export function telling(change: (outcome: ClientOutcome) => ClientOutcome, like: Likeness): Partial<Ways> {
  return {
    outcome: (sound, reply, call) => (like.asked(call) && like.came(reply) ? change(sound) : sound),
  };
}

/** A fault of the request, before it is signed or after. */
export function onRequest(
  says: string,
  change: (request: RawRequest) => RawRequest,
  when: "request" | "signed" = "request",
): ClientDefect {
  return { says, ways: (like) => sending(change, like, when) };
}

/** A fault of what the caller is handed. */
export function onOutcome(says: string, change: (outcome: ClientOutcome) => ClientOutcome): ClientDefect {
  return { says, ways: (like) => telling(change, like) };
}

/** A fault of what the caller is handed where the call succeeded. */
export function onOutput(
  says: string,
  change: (output: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
): ClientDefect {
  return onOutcome(says, (outcome) =>
    outcome.output === undefined ? outcome : { ...outcome, output: change(outcome.output) },
  );
}
