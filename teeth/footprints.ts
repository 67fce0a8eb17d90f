import { isDeepStrictEqual } from "node:util";
import type { Ways } from "../mutants/clients/plain-client.ts";
import type { Mutant } from "../mutants/mutant.ts";
import { wholeReply } from "../mutants/whole-reply.ts";
import type { Clause } from "../specs/clause.ts";
import type { Handler } from "../targets/handler-target.ts";
import type { RawReply } from "../wire/raw-reply.ts";
import type { RawRequest } from "../wire/raw-request.ts";
import { inParallel } from "./in-parallel.ts";
import type { Stage } from "./stage.ts";
import type { Wrong } from "./wrong.ts";

/** What one clause does with the reference, or with the plain client. */
export interface Footprint {
  readonly clause: Clause;
  /** Whether a fault changes anything in it. If not, the fault cannot concern the clause. */
  isTouchedBy(wrong: Wrong): Promise<boolean>;
}

/** How many cases of a clause are performed for footprints, and with which seed. Judging must use the same. */
export const FOOTPRINT = { cases: 3, seed: 2 } as const;

/** Records what each clause does. This shows which clauses a fault can concern, so that the others need not be judged. */
export async function recordFootprints(
  clauses: readonly Clause[],
  stage: Stage,
): Promise<readonly Footprint[]> {
  const footprints: Footprint[] = [];
  await inParallel([...clauses.entries()], async ([index, clause]) => {
    footprints[index] = await (clause.binds === "client" ? clientFootprint : serverFootprint)(clause, stage);
  });
  return footprints;
}

/** The clauses whose footprint a fault changes. */
export async function touchedBy(wrong: Wrong, footprints: readonly Footprint[]): Promise<readonly Clause[]> {
  const touched: Clause[] = [];
  for (const footprint of footprints) {
    if (await footprint.isTouchedBy(wrong)) touched.push(footprint.clause);
  }
  return touched;
}

async function serverFootprint(clause: Clause, stage: Stage): Promise<Footprint> {
  const exchanges: Exchanged[] = [];
  await stage.judge([clause], { ...FOOTPRINT, wrap: (handler) => recorder(handler, exchanges) });
  return {
    clause,
    async isTouchedBy(wrong) {
      if ("ways" in wrong) return false;
      for (const exchanged of exchanges) if (await isChanged(wrong, exchanged, stage)) return true;
      return false;
    },
  };
}

interface Exchanged {
  readonly request: RawRequest;
  readonly reply: RawReply;
}

function recorder(handler: Handler, exchanges: Exchanged[]): Handler {
  return {
    async handle(request) {
      const reply = await handler.handle(request);
      const { body } = reply;
      const whole = await wholeReply(reply);
      const streamed = !(body instanceof Uint8Array);
      const kept: RawReply = streamed ? { ...whole, body: once(whole.body) } : whole;
      exchanges.push({ request, reply: kept });
      return kept;
    },
  };
}

/** A body that can be read repeatedly. */
function once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  return {
    async *[Symbol.asyncIterator]() {
      yield bytes;
    },
  };
}

async function isChanged(
  mutant: Mutant,
  { request, reply }: Exchanged,
  { specification }: Stage,
): Promise<boolean> {
  let asked: RawRequest | undefined;
  let times = 0;
  const replaying: Handler = {
    handle: async (other) => {
      asked = other;
      times += 1;
      return reply;
    },
  };
  // A mutant that delays the reply, or that cannot reach a collector, does change something.
  const late = new Promise<"late">((resolve) => setTimeout(resolve, 100, "late").unref());
  const came = await Promise.race([
    mutant
      .wrap(replaying, specification)
      .handle(request)
      .catch(() => "failed" as const),
    late,
  ]);
  if (asked !== request || times !== 1 || typeof came === "string") return true;
  return came !== reply && !isSame(came, reply);
}

function isSame(one: RawReply, other: RawReply): boolean {
  return (
    one.status === other.status &&
    JSON.stringify(one.headers) === JSON.stringify(other.headers) &&
    one.body instanceof Uint8Array &&
    other.body instanceof Uint8Array &&
    Buffer.compare(one.body, other.body) === 0
  );
}

/** Repeats one thing that the plain client did, and returns whether the fault changes its result. */
type Done = (wrong: Partial<Ways>) => boolean;

async function clientFootprint(clause: Clause, stage: Stage): Promise<Footprint> {
  const done: Done[] = [];
  await stage.judge([clause], { ...FOOTPRINT, ways: recording(done) });
  return {
    clause,
    isTouchedBy: async (wrong) => "ways" in wrong && done.some((isOther) => isOther(wrong.ways)),
  };
}

/** The plain client, with everything that it does recorded. */
function recording(done: Done[]): Partial<Ways> {
  const watched =
    <Name extends keyof Ways>(
      name: Name,
      sound: (...args: Parameters<Ways[Name]>) => ReturnType<Ways[Name]>,
    ) =>
    (...args: Parameters<Ways[Name]>): ReturnType<Ways[Name]> => {
      const came = sound(...args);
      done.push((wrong) => {
        const way = wrong[name] as ((...same: typeof args) => unknown) | undefined;
        const other = way === undefined ? came : way(...args);
        return other !== came && !isDeepStrictEqual(other, came);
      });
      return came;
    };
  return {
    refuses: watched("refuses", (_, refused) => refused),
    request: watched("request", (request) => request),
    signed: watched("signed", (request) => request),
    reply: watched("reply", (reply) => reply),
    again: watched("again", (_, again) => again),
    frames: watched("frames", (frames) => frames),
    outcome: watched("outcome", (outcome) => outcome),
  };
}
