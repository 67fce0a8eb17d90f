import type { Handler } from "../../targets/handler-target.ts";
import { type MiniatureCall, miniature, SOUND } from "../miniature.ts";

/** Refused calls whose payload is still unread, by connection. */
const refused = new Map<string, MiniatureCall>();

/** Refuses a call before reading its payload, and then reads that payload as the next call's on the same connection. */
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

/** The calls of a case share a connection and the beginning of a nonce. A handler sees no connection, so the nonce stands for it. */
function connectionOf({ request }: MiniatureCall): string {
  return /\bn[0-9a-f]{20}/.exec(Buffer.from(request.body).toString("utf8"))?.[0] ?? "";
}
