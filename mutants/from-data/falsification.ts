import type { Operation } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import type { Leaf } from "./leaf.ts";

export type Responder = (request: RawRequest) => Promise<RawReply>;

/** One way to break a demand, in the replies to requests that a clause is about. */
export interface Falsification {
  /** The fault, as a clause without a period: "the response has a body". */
  readonly says: string;
  apply(answer: Responder, request: RawRequest): Promise<RawReply>;
}

export interface LeafContext {
  readonly operation: Operation;
  readonly specification: Specification;
}

/** The ways to break a demand on one kind of place. The path of the leaf is relative to the place. */
export type Falsifier = (leaf: Leaf, surroundings: LeafContext) => readonly Falsification[];

/** A fault of the reply alone. */
export function onReply(
  says: string,
  change: (reply: RawReply) => RawReply | Promise<RawReply>,
): Falsification {
  return { says, apply: async (answer, request) => change(await answer(request)) };
}
