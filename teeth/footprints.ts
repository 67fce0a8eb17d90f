import type { Clause } from "../specs/clause.ts";
import type { Handler } from "../targets/handler-target.ts";
import type { Mutant } from "../targets/mutants/mutant.ts";
import { wholeReply } from "../targets/mutants/whole-reply.ts";
import type { RawReply } from "../wire/raw-reply.ts";
import type { RawRequest } from "../wire/raw-request.ts";
import { inParallel } from "./in-parallel.ts";
import type { Stage } from "./stage.ts";

/** What one clause exchanged with the reference. */
export interface Footprint {
  readonly clause: Clause;
  readonly exchanges: readonly { readonly request: RawRequest; readonly reply: RawReply }[];
}

/** How many cases of a clause are performed for footprints, and with which seed: whoever judges by them takes the same. */
export const FOOTPRINT = { cases: 3, seed: 2 } as const;

/** Records what each clause exchanges: with it is told which clauses a mutant can concern at all, and the others need not be judged. */
export async function recordFootprints(
  clauses: readonly Clause[],
  stage: Stage,
): Promise<readonly Footprint[]> {
  const footprints: Footprint[] = [];
  await inParallel([...clauses.entries()], async ([index, clause]) => {
    const exchanges: { request: RawRequest; reply: RawReply }[] = [];
    await stage.judge([clause], { ...FOOTPRINT, wrap: (handler) => recorder(handler, exchanges) });
    footprints[index] = { clause, exchanges };
  });
  return footprints;
}

function recorder(handler: Handler, exchanges: { request: RawRequest; reply: RawReply }[]): Handler {
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

/** A body that can be read again and again. */
function once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  return {
    async *[Symbol.asyncIterator]() {
      yield bytes;
    },
  };
}

/** The clauses of which a mutant changes a request or a reply. */
export async function touchedBy(
  mutant: Mutant,
  footprints: readonly Footprint[],
  stage: Stage,
): Promise<readonly Clause[]> {
  const touched: Clause[] = [];
  for (const { clause, exchanges } of footprints) {
    for (const { request, reply } of exchanges) {
      if (!(await isChanged(mutant, request, reply, stage))) continue;
      touched.push(clause);
      break;
    }
  }
  return touched;
}

async function isChanged(
  mutant: Mutant,
  request: RawRequest,
  reply: RawReply,
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
  // A mutant that makes us wait, or that has lost its collector, does something.
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
