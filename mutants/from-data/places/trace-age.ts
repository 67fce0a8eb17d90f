import { headerValue } from "../../../wire/raw-headers.ts";
import { withHeader } from "../../whole-reply.ts";
import { type Falsifier, onReply } from "../falsification.ts";

const NAME = "x-amzn-trace-id";
const AN_HOUR = 3600;

/** The root of the trace id holds a time 1 hour before or after the time of the reply. */
export const traceAge: Falsifier = ({ keyword }) => {
  const isTooYoung = keyword === "minimum";
  return [
    onReply(`the time in the trace id is an hour too ${isTooYoung ? "late" : "early"}`, (reply) => {
      const value = headerValue(reply.headers, NAME)?.replace(
        /(root=1-)([0-9a-f]{8})/i,
        (_, before: string, hex: string) => {
          const seconds = Number.parseInt(hex, 16) + (isTooYoung ? AN_HOUR : -AN_HOUR);
          return before + seconds.toString(16).padStart(8, "0");
        },
      );
      return value === undefined ? reply : withHeader(reply, NAME, value);
    }),
  ];
};
