import type { Handler } from "../targets/handler-target.ts";
import { jsonReply } from "../targets/json-reply.ts";
import { percentDecoded } from "../targets/reference/router.ts";
import { headerValue } from "../wire/raw-headers.ts";
import type { RawReply } from "../wire/raw-reply.ts";
import type { RawRequest } from "../wire/raw-request.ts";

/** One request as a small emulator reads it. */
export interface MiniatureCall {
  readonly request: RawRequest;
  readonly name: string;
  readonly qualifier: string | undefined;
  readonly type: string;
  /** Absent where the body is no JSON. */
  readonly event: unknown;
}

/** The parts of a small emulator, each of which can be made wrong. */
export interface MiniatureParts {
  knows(call: MiniatureCall): boolean;
  notFound(call: MiniatureCall): RawReply;
  brokenJson(call: MiniatureCall): RawReply;
  accepted(call: MiniatureCall): RawReply | Promise<RawReply>;
  checked(call: MiniatureCall): RawReply;
  returned(result: unknown, call: MiniatureCall): RawReply;
  failed(error: { readonly errorType: string; readonly errorMessage: string }, call: MiniatureCall): RawReply;
}

const VERSION = { "X-Amz-Executed-Version": "$LATEST" };

/** What a careful author of a few dozen lines would write. */
const SOUND: MiniatureParts = {
  knows: ({ name, qualifier }) =>
    name.replace(/^(arn:aws:lambda:us-east-1:)?(123456789012:function:)?/, "") === "probe" &&
    (qualifier ?? "$LATEST") === "$LATEST",
  notFound: ({ name }) =>
    jsonReply(
      404,
      { Message: `Function not found: arn:aws:lambda:us-east-1:123456789012:function:${name}`, Type: "User" },
      { "x-amzn-ErrorType": "ResourceNotFoundException" },
    ),
  brokenJson: () =>
    jsonReply(
      400,
      { Type: "User", message: "Could not parse request body into json: Could not parse payload into json" },
      { "x-amzn-ErrorType": "InvalidRequestContentException" },
    ),
  accepted: () => ({
    ...jsonReply(202, null),
    headers: [["x-amzn-RequestId", crypto.randomUUID()]],
    body: Buffer.alloc(0),
  }),
  checked: () => ({
    ...jsonReply(204, null),
    headers: [["x-amzn-RequestId", crypto.randomUUID()]],
    body: Buffer.alloc(0),
  }),
  returned: (result) => jsonReply(200, result ?? null, VERSION),
  failed: (error) => jsonReply(200, error, { ...VERSION, "X-Amz-Function-Error": "Unhandled" }),
};

/**
 * A whole small emulator of Invoke, of the size that people write: it knows one function, which returns and throws as the probe does. Some of
 * its parts are as given.
 */
export function miniature(wrong: Partial<MiniatureParts> = {}): Handler {
  const parts = { ...SOUND, ...wrong };
  return {
    handle: async (request) => {
      const [, label] = /^\/2015-03-31\/functions\/([^/?]*)\/invocations/.exec(request.target) ?? [];
      const call: MiniatureCall = {
        request,
        name: percentDecoded(label ?? ""),
        qualifier: /[?&]Qualifier=([^&]*)/.exec(percentDecoded(request.target))?.[1],
        type: headerValue(request.headers, "X-Amz-Invocation-Type") ?? "RequestResponse",
        event: parsed(request.body),
      };
      if (label === undefined || !parts.knows(call)) return parts.notFound(call);
      if (call.event === undefined) return parts.brokenJson(call);
      if (call.type === "DryRun") return parts.checked(call);
      if (call.type === "Event") return parts.accepted(call);
      const { throw: thrown, return: returned } = instruction(call.event);
      if (thrown) return parts.failed({ errorType: thrown.type, errorMessage: thrown.message }, call);
      return parts.returned(returned ? returned.value : call.event, call);
    },
  };
}

function instruction(event: unknown): {
  readonly throw?: { readonly type: string; readonly message: string };
  readonly return?: { readonly value?: unknown };
} {
  return (event as { readonly $probe?: object } | null)?.$probe ?? {};
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8") || "{}");
  } catch {
    return undefined;
  }
}
