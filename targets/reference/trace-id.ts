import { randomUUID } from "node:crypto";
import { crc32 } from "node:zlib";

/** The root, the sampling decision and the parent of a trace header; what else stands in it is not taken over. */
const ROOT = /(?:^|;) *Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?:;|$)/i;
const SAMPLED = /(?:^|;) *Sampled=([01])(?:;|$)/i;

/**
 * A value of X-Amzn-Trace-Id in the form that Lambda gives it since 2024: of the caller's trace where there is one, else of a fresh one that is
 * not sampled.
 * @param given what the caller sent
 */
export function traceId(functionArn: string, given = ""): string {
  const hex = (randomUUID() + randomUUID()).replaceAll("-", "");
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  const lineage = crc32(functionArn).toString(16).padStart(8, "0");
  const [, root = `1-${seconds}-${hex.slice(0, 24)}`] = ROOT.exec(given) ?? [];
  const [, sampled = "0"] = SAMPLED.exec(given) ?? [];
  return `Root=${root};Parent=${hex.slice(24, 40)};Sampled=${sampled};Lineage=1:${lineage}:0`;
}

/** The form that it has in the reply to an asynchronous call: names in lower case, and no lineage. */
export function eventTraceId(traceId: string): string {
  return traceId.replace(/;Lineage=.*$/, "").replace(/[A-Z][a-z]+=/g, (name) => name.toLowerCase());
}
