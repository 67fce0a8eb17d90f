import type { Operation } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import { errorReply } from "../reference/error-reply.ts";
import { Refusal } from "../reference/refusal.ts";
import { jsonReply } from "./json-reply.ts";

/** An error of errors.json, as the service would send it. */
export function errorOf(code: string, message: string, specification: Specification): RawReply {
  const spec = specification.errors.find((error) => error.code === code);
  if (spec === undefined) throw new Error(`errors.json has no ${code}`);
  return errorReply(spec, new Refusal(code, message), crypto.randomUUID());
}

/** What a call of this invocation type would be answered if nothing were wrong with it. */
export function successOf({ statuses }: Operation, type: string = "RequestResponse"): RawReply {
  const status = statuses[type] ?? 200;
  const reply = jsonReply(status, null, { "X-Amz-Executed-Version": "$LATEST" });
  return status === 200 ? reply : { ...reply, headers: reply.headers.slice(1, 2), body: new Uint8Array() };
}

/** The name of the error in a reply of the reference. */
export function codeOf({ status, headers }: RawReply): string | undefined {
  return status >= 400 ? headerValue(headers, "x-amzn-ErrorType") : undefined;
}
