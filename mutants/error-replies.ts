import type { Operation } from "../specs/operation.ts";
import type { Specification } from "../specs/specification.ts";
import { jsonReply } from "../targets/json-reply.ts";
import { errorReply } from "../targets/reference/error-reply.ts";
import { Refusal } from "../targets/reference/refusal.ts";
import { traceId } from "../targets/reference/trace-id.ts";
import { encodeFrame } from "../wire/encode-frame.ts";
import { headerValue } from "../wire/raw-headers.ts";
import type { RawReply } from "../wire/raw-reply.ts";
import { withBody, withHeader } from "./whole-reply.ts";

/** An error of errors.json, as AWS would send it. */
export function errorOf(code: string, message: string, specification: Specification): RawReply {
  const spec = specification.errors.find((error) => error.code === code);
  if (spec === undefined) throw new Error(`errors.json has no ${code}`);
  return errorReply(spec, new Refusal(code, message), crypto.randomUUID());
}

/**
 * The reply to a call without any fault.
 * @param type its invocation type
 * @param result the result of its function
 */
export function successOf(
  { statuses, events }: Operation,
  type: string = "RequestResponse",
  result: unknown = null,
): RawReply {
  const status = statuses[type] ?? 200;
  const reply = jsonReply(status, result, {
    Date: new Date().toUTCString(),
    "x-amzn-Remapped-Content-Length": "0",
    "X-Amzn-Trace-Id": traceId("mutant"),
    "X-Amz-Executed-Version": "$LATEST",
  });
  if (status !== 200) {
    const bodiless = withBody(withHeader(reply, "Content-Type", undefined), new Uint8Array());
    const plain = withHeader(bodiless, "X-Amz-Executed-Version", undefined);
    return status === 204 ? withHeader(plain, "Content-Length", undefined) : plain;
  }
  if (events.length === 0) return withBody(reply, Buffer.from(JSON.stringify(result)));
  const frames = events.map(({ name, contentType, payload }) =>
    encodeFrame(
      [
        { name: ":event-type", type: "string", value: name },
        { name: ":content-type", type: "string", value: contentType },
        { name: ":message-type", type: "string", value: "event" },
      ],
      Buffer.from(payload === "json" ? "{}" : JSON.stringify(result)),
    ),
  );
  return {
    ...withHeader(reply, "Content-Type", "application/vnd.amazon.eventstream"),
    body: Buffer.concat(frames),
  };
}

/** The name of the error in a reply of the reference. */
export function codeOf({ status, headers }: RawReply): string | undefined {
  return status >= 400 ? headerValue(headers, "x-amzn-ErrorType") : undefined;
}
