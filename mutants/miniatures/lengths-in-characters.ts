import type { Handler } from "../../targets/handler-target.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import { miniature, SOUND } from "../miniature.ts";
import { replyWithLength } from "../reply-with-length.ts";

/** Sends the length of a text as counted before encoding it in UTF-8. */
export const lengthsInCharacters: Handler = miniature({
  returned: (result, call) => counted(SOUND.returned(result, call)),
  failed: (error, call) => counted(SOUND.failed(error, call)),
});

function counted({ status, headers, body }: RawReply): RawReply {
  const bytes = Buffer.from(body as Uint8Array);
  throw replyWithLength({ status, headers, body: bytes }, bytes.toString("utf8").length);
}
