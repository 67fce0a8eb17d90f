import { type Asked, createReader } from "../../generators/calls/asked.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import type { Mutant } from "../mutant.ts";

/** Changes the replies to InvokeWithResponseStream, including errors. Replies to other operations stay as they are. */
export function onStreams(change: (reply: RawReply, asked: Asked) => RawReply): Mutant["wrap"] {
  return (handler, specification) => {
    const read = createReader(specification);
    return {
      async handle(request) {
        const reply = await handler.handle(request);
        const asked = read(request);
        return asked?.operation.name === "InvokeWithResponseStream" ? change(reply, asked) : reply;
      },
    };
  };
}
