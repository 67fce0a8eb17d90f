import { randomUUID } from "node:crypto";
import { crc32 } from "node:zlib";

/** The root and the sampling decision of a trace header. Its other parts, such as the parent, are not taken over. */
const ROOT = /(?:^|;) *Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?:;|$)/i;
const SAMPLED = /(?:^|;) *Sampled=([01])(?:;|$)/i;

/**
 * A value of X-Amzn-Trace-Id in the form that Lambda has used since 2024. It continues the client's trace when there is one, and otherwise
 * starts a new trace. Without a decision by the client, the trace is not sampled.
 * @param given the value that the client sent
 */
export function traceId(functionArn: string, given = ""): string {
  const hex = (randomUUID() + randomUUID()).replaceAll("-", "");
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  const lineage = crc32(functionArn).toString(16).padStart(8, "0");
  const [, root = `1-${seconds}-${hex.slice(0, 24)}`] = ROOT.exec(given) ?? [];
  const [, sampled = "0"] = SAMPLED.exec(given) ?? [];
  return `Root=${root};Parent=${hex.slice(24, 40)};Sampled=${sampled};Lineage=1:${lineage}:0`;
}

/** The form for the response to an asynchronous request: names in lower case, and no lineage. */
export function eventTraceId(traceId: string): string {
  return traceId.replace(/;Lineage=.*$/, "").replace(/[A-Z][a-z]+=/g, (name) => name.toLowerCase());
}
