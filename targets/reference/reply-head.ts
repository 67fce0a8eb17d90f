import type { Operation } from "../../specs/operation.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import { REQUEST_ID } from "./checks.ts";
import type { Job } from "./runner.ts";
import { eventTraceId } from "./trace-id.ts";

/** What stands in the head of a reply that is no error. */
export interface HeadContent {
  readonly type?: string;
  /** Type of what stands in a stream: of the stream itself is `type`. */
  readonly remappedType?: string;
  readonly length?: number;
  /** Output members that travel in header fields, by name; those that are undefined are not sent. */
  readonly outputs: Readonly<Record<string, string | undefined>>;
}

/** Status and header fields, in the order and case in which the service was seen to send them. */
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
  // A status that allows no content allows no length either (RFC 9110, 8.6).
  if (length !== undefined && status !== 204) headers.push(["Content-Length", String(length)]);
  headers.push(["Connection", "keep-alive"], [REQUEST_ID, job.requestId]);
  if (remappedType === undefined) headers.push(["x-amzn-Remapped-Content-Length", "0"]);
  for (const { name, wireName } of operation.outputs) {
    const value = outputs[name];
    if (value !== undefined && wireName !== undefined) headers.push([wireName, value]);
  }
  // A dry run is not traced.
  if (status !== 204) {
    const traceId = invocationType === "Event" ? eventTraceId(job.traceId) : job.traceId;
    headers.push(["X-Amzn-Trace-Id", traceId]);
  }
  if (remappedType !== undefined) headers.push(["x-amzn-Remapped-Content-Type", remappedType]);
  return { status, headers };
}
