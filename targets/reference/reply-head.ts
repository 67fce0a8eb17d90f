import type { Operation } from "../../specs/operation.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import { REQUEST_ID } from "./checks.ts";
import type { Job } from "./runner.ts";
import { eventTraceId } from "./trace-id.ts";

/** The content of the head of a successful reply. */
export interface HeadContent {
  readonly type?: string;
  /** Content type of the data in a stream. `type` is that of the stream itself. */
  readonly remappedType?: string;
  readonly length?: number;
  /** Output members that travel in headers, by name. Undefined ones are not sent. */
  readonly outputs: Readonly<Record<string, string | undefined>>;
}

/** Status and headers, in the order and case of recordings of AWS. */
export function replyHead(
  operation: Operation,
  invocationType: string,
  job: Job,
  { type, remappedType, length, outputs }: HeadContent,
): Pick<RawReply, "status" | "headers"> {
  const status = operation.statuses[invocationType];
  if (status === undefined) throw new Error(`${operation.name} has no status for ${invocationType}`);
  const headers: [string, string][] = [["Date", new Date().toUTCString()]];
  if (type !== undefined) headers.push(["Content-Type", type]);
  // A status without content has no length either (RFC 9110, section 8.6).
  if (length !== undefined && status !== 204) headers.push(["Content-Length", String(length)]);
  headers.push(["Connection", "keep-alive"], [REQUEST_ID, job.requestId]);
  if (remappedType === undefined) headers.push(["x-amzn-Remapped-Content-Length", "0"]);
  for (const { name, wireName } of operation.outputs) {
    const value = outputs[name];
    if (value !== undefined && wireName !== undefined) headers.push([wireName, value]);
  }
  // A dry run has no trace.
  if (status !== 204) {
    const traceId = invocationType === "Event" ? eventTraceId(job.traceId) : job.traceId;
    headers.push(["X-Amzn-Trace-Id", traceId]);
  }
  if (remappedType !== undefined) headers.push(["x-amzn-Remapped-Content-Type", remappedType]);
  return { status, headers };
}
