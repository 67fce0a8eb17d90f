import { headerValue } from "../../wire/raw-headers.ts";
import type { Mutant } from "../mutant.ts";
import { withHeader } from "../whole-reply.ts";

/** Logs for every call how long its environment took to start. */
export const initDurationAlways: Mutant = {
  name: "init-duration-always",
  clause: "invoke/environment/init-duration",
  says: "Every REPORT line has an Init Duration.",
  wrap: (handler) => ({
    async handle(request) {
      const reply = await handler.handle(request);
      const log = headerValue(reply.headers, "X-Amz-Log-Result");
      if (log === undefined) return reply;
      const text = Buffer.from(log, "base64").toString("utf8");
      const told = text.replace(/(\tMax Memory Used: \d+ MB)(?!\tInit)/, "$1\tInit Duration: 100.00 ms");
      return withHeader(reply, "X-Amz-Log-Result", Buffer.from(told).toString("base64"));
    },
  }),
};
