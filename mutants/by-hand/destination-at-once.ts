import type { Mutant } from "../mutant.ts";

/** Notifies a destination of an event that has not run. */
export const destinationAtOnce: Mutant = {
  name: "destination-at-once",
  clause: "invoke/asynchronous/destination-failure",
  says: "A destination receives a record when an event is accepted, and again when the event has ended.",
  wrap: (handler) => ({
    async handle(request) {
      const order = /"count":(\{[^}]*\})/.exec(Buffer.from(request.body).subarray(0, 4096).toString())?.[1];
      const reply = await handler.handle(request);
      if (reply.status !== 202 || order === undefined || !/-destinations\//.test(request.target))
        return reply;
      const { url, nonce } = JSON.parse(order) as { readonly url: string; readonly nonce: string };
      await fetch(url, {
        method: "POST",
        body: JSON.stringify({
          nonce,
          destination: { version: "1.0", requestContext: { condition: "Success" } },
        }),
      });
      return reply;
    },
  }),
};
