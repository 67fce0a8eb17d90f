import type { Mutant } from "../mutant.ts";

/** Sends an event to the dead-letter queue before trying it. */
export const deadLetterAtOnce: Mutant = {
  name: "dead-letter-at-once",
  clause: "invoke/asynchronous/dead-letter",
  says: "An event goes to the dead-letter queue as soon as it is accepted, and again after its last attempt.",
  wrap: (handler) => ({
    async handle(request) {
      const order = /"count":(\{[^}]*\})/.exec(Buffer.from(request.body).subarray(0, 4096).toString())?.[1];
      const reply = await handler.handle(request);
      if (reply.status !== 202 || order === undefined || !/-dead-letter\//.test(request.target)) return reply;
      const { url, nonce } = JSON.parse(order) as { readonly url: string; readonly nonce: string };
      await fetch(url, { method: "POST", body: JSON.stringify({ nonce, deadLetter: { ErrorCode: "200" } }) });
      return reply;
    },
  }),
};
