import type { RawRequest } from "../../../wire/raw-request.ts";
import { withHeader } from "../../whole-reply.ts";
import { type Falsification, type Falsifier, onReply } from "../falsification.ts";

/** The function runs more often than it should, or not at all. */
export const ledger: Falsifier = ({ path, keyword, demand }) => {
  const [name] = path;
  if (name === "requestIds") {
    if (keyword === "sameAs") return [otherId];
    const least =
      keyword === "minItems" || (keyword === "const" && Array.isArray(demand) && demand.length > 1);
    return [least ? notRun : runTwice];
  }
  // dead-letter-at-once, the mutant with too many dead letters, is made by hand: the queue does not show in the reply.
  if (name === "deadLetters" && keyword === "maxItems") return demand === 0 ? [failing] : [];
  if (name !== "count") return [notRun];
  if (keyword === "maximum" || (keyword === "const" && demand === 0)) return [runToo];
  if (keyword === "minimum") return [notRun];
  return [runToo, notRun];
};

const otherId: Falsification = onReply("the response has a different request id than the function", (reply) =>
  withHeader(reply, "x-amzn-RequestId", crypto.randomUUID()),
);

const notRun: Falsification = {
  says: "the function does not run, but the response looks as usual",
  // Leaves out the instruction to the function. Everything else is as usual.
  apply: (answer, request) => answer({ ...withoutLength(request), body: Buffer.from("{}") }),
};

const runTwice: Falsification = {
  says: "the function runs twice",
  async apply(answer, request) {
    const reply = await answer(request);
    await answer(request);
    return reply;
  },
};

const runToo: Falsification = {
  says: "the function runs once too often",
  async apply(answer, request) {
    const { url, nonce } = orderOf(request)?.count ?? {};
    // Does what the probe does when it runs.
    if (url !== undefined) {
      await fetch(url, { method: "POST", body: JSON.stringify({ nonce, requestId: crypto.randomUUID() }) });
    }
    return answer(request);
  },
};

const failing: Falsification = {
  says: "the function fails",
  apply: (answer, request) => {
    const { return: _, ...order } = orderOf(request) ?? {};
    const body = JSON.stringify({
      $probe: { ...order, count: order.count, throw: { type: "Error", message: "mutant" } },
    });
    return answer({ ...withoutLength(request), body: Buffer.from(body) });
  },
};

interface Order {
  readonly count?: { readonly url: string; readonly nonce: string };
  readonly return?: unknown;
}

/** The instruction to the probe. */
function orderOf({ body }: RawRequest): Order | undefined {
  const text = Buffer.from(body.buffer, body.byteOffset, Math.min(body.length, 4096)).toString("utf8");
  try {
    return (JSON.parse(text) as { readonly $probe?: Order }).$probe;
  } catch {
    // The payload may be too long, or not JSON. Its beginning may still be readable.
    const count = /"count":(\{[^}]*\})/.exec(text)?.[1];
    return count === undefined ? undefined : { count: JSON.parse(count) };
  }
}

function withoutLength(request: RawRequest): RawRequest {
  return { ...request, headers: request.headers.filter(([name]) => name.toLowerCase() !== "content-length") };
}
