import type { RawRequest } from "../../../../wire/raw-request.ts";
import { withHeader } from "../../whole-reply.ts";
import { type Falsification, onReply, type Place } from "../falsification.ts";

/** The function runs more often than it should, or not at all. */
export const ledger: Place = ({ path, keyword, demand }) => {
  const [name] = path;
  if (name === "requestIds") {
    if (keyword === "sameAs") return [otherId];
    const least =
      keyword === "minItems" || (keyword === "const" && Array.isArray(demand) && demand.length > 1);
    return [least ? notRun : runTwice];
  }
  if (name !== "count") return [notRun];
  if (keyword === "maximum" || (keyword === "const" && demand === 0)) return [runToo];
  if (keyword === "minimum") return [notRun];
  return [runToo, notRun];
};

const otherId: Falsification = onReply("the reply has another request id than the function", (reply) =>
  withHeader(reply, "x-amzn-RequestId", crypto.randomUUID()),
);

const notRun: Falsification = {
  says: "it is answered as if the function had run",
  // What the function is told to do is left out; everything else is as it would be.
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
  says: "the function runs once more than it should",
  async apply(answer, request) {
    const reply = await answer(request);
    await answer(synchronous(request));
    return reply;
  },
};

function withoutLength(request: RawRequest): RawRequest {
  return { ...request, headers: request.headers.filter(([name]) => name.toLowerCase() !== "content-length") };
}

/** The same call, for its result: a dry run is none then. */
function synchronous(request: RawRequest): RawRequest {
  return {
    ...request,
    headers: request.headers.filter(([name]) => name.toLowerCase() !== "x-amz-invocation-type"),
  };
}
