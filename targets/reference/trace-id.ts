import { randomUUID } from "node:crypto";
import { crc32 } from "node:zlib";

/** A fresh value of X-Amzn-Trace-Id in the form that Lambda gives it since 2024, not sampled. */
export function traceId(functionArn: string): string {
  const hex = (randomUUID() + randomUUID()).replaceAll("-", "");
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  const lineage = crc32(functionArn).toString(16).padStart(8, "0");
  return `Root=1-${seconds}-${hex.slice(0, 24)};Parent=${hex.slice(24, 40)};Sampled=0;Lineage=1:${lineage}:0`;
}
