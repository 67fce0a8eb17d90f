import { setTimeout as sleep } from "node:timers/promises";
import { isStream } from "../../stream-reply.ts";
import { wholeReply } from "../../whole-reply.ts";
import { type Falsifier, onReply } from "../falsification.ts";

/** The response arrives late. Nothing can make it come before it is ready. */
export const timing: Falsifier = ({ path: [name], keyword, demand }) => {
  if (keyword !== "maximum" && keyword !== "exclusiveMaximum") return [];
  return [
    onReply(
      `${name === "endMs" ? "the end of the response" : "the response"} arrives late`,
      async (reply) => {
        if (name === "firstByteMs" && isStream(reply)) return wholeReply(reply);
        await sleep(Math.min(Number(demand), 10_000) + 50);
        return reply;
      },
    ),
  ];
};
