import type { Handler } from "../../targets/handler-target.ts";
import { type MiniatureCall, miniature, SOUND } from "../miniature.ts";

/** Calls that were refused, and whose payload still waits on their connection. */
const refused = new Map<string, MiniatureCall>();

/** Refuses a call before it reads the payload, and then reads that as the payload of the next call on the connection. */
export const payloadsUnread: Handler = miniature({
  refused: (call) => {
    const refusal = SOUND.refused(call);
    if (refusal !== undefined) refused.set(connectionOf(call), call);
    return refusal;
  },
  run: (call, environments) => {
    const { event, order } = refused.get(connectionOf(call)) ?? call;
    refused.delete(connectionOf(call));
    return SOUND.run({ ...call, event, order }, environments);
  },
});

/** The calls of a case share a connection and the beginning of a nonce, which is all that shows of it without a wire. */
function connectionOf({ request }: MiniatureCall): string {
  return /\bn[0-9a-f]{20}/.exec(Buffer.from(request.body).toString("utf8"))?.[0] ?? "";
}
