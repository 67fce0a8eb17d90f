import type { ClientCall } from "../../drivers/clients/client.ts";
import type { ClientOutcome } from "../../drivers/observation.ts";
import type { Answer, Clause } from "../../specs/clause.ts";
import type { Specification } from "../../specs/specification.ts";
import { type Leaf, leavesOf } from "../from-data/leaf.ts";
import { withField } from "../rewritten.ts";
import { sending, telling } from "./from-data/client-fault.ts";
import { type Likeness, likenessOf } from "./likeness.ts";
import type { Ways } from "./plain-client.ts";

/** A client that behaves as one answer of a clause says, in all calls that the clause makes. */
export interface ScriptedClient {
  /** The answer by the name that a verdict counts. */
  readonly answer: string;
  readonly ways: Partial<Ways>;
}

/** One client for each answer of a `may` clause, as far as a script can behave so. */
export function scriptedClients(clause: Clause, specification: Specification): readonly ScriptedClient[] {
  const like = likenessOf(clause, specification);
  return clause.expect.map((answer) => ({
    answer: answer.name ?? "as expected",
    ways: waysOf(answer, like),
  }));
}

function waysOf({ schema }: Answer, like: Likeness): Partial<Ways> {
  return Object.assign({}, ...leavesOf(schema).map((leaf) => keeping(leaf, like)));
}

/** Makes a plain client keep a demand that it might not keep otherwise. */
function keeping({ path, keyword, demand }: Leaf, like: Likeness): Partial<Ways> {
  const [part, place, name = ""] = path;
  if (part === "requests") return times(demand as number, like);
  if (part === "request" && place === "headers" && keyword !== "absent") {
    return sending(
      (request) => ({ ...request, headers: withField(request.headers, name, String(demand)) }),
      like,
    );
  }
  switch (`${path.join("/")} ${keyword}`) {
    case "outcome/output present":
      return telling(({ output, error }) => ({ output: output ?? error?.partial ?? {} }), like);
    case "outcome/error present":
      return telling(() => ({ error: { name: "Scripted", message: "it failed", sent: true } }), like);
    case "outcome/error/message not":
      return telling(
        (outcome) => (outcome.error ? { error: { ...outcome.error, message: "" } } : outcome),
        like,
      );
    case "outcome/payloadType const":
      return telling((outcome) => ({ ...outcome, payloadType: demand as "bytes" }), like);
    case "outcome/error/partial/Payload/bytes const":
      return telling(
        ({ error, ...outcome }) =>
          ({ ...outcome, error: { ...error, partial: { Payload: "" } } }) as ClientOutcome,
        like,
      );
    case "outcome/output/stream/chunks const":
      return telling(({ output }) => {
        const events = Array(demand as number).fill({ PayloadChunk: {} });
        return { output: { ...output, EventStream: events } };
      }, like);
    default:
      return {};
  }
}

/** Sends a request a given number of times. */
function times(most: number, like: Likeness): Partial<Ways> {
  const sent = new WeakMap<ClientCall, number>();
  return {
    refuses: (call, sound) => sound || (most === 0 && like.asked(call)),
    again: (_, sound, call) => {
      if (!like.asked(call)) return sound;
      const count = (sent.get(call) ?? 0) + 1;
      sent.set(call, count);
      return count < most;
    },
  };
}
