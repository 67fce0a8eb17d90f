import type { RecordedCase } from "./recorded-case.ts";

/**
 * Whether a refusal may come from an HTTP server in front of the API, which sends no request id. A live run knows which clause caused a
 * refusal. In an archive, only the reply can show it.
 */
export function isFromInFront({ seen, calls }: RecordedCase): boolean {
  const unknown = calls.some(({ recorded }) => recorded.unknown.has("response.headers"));
  return (seen.status ?? 0) >= 400 && !unknown && seen.headers?.["x-amzn-requestid"] === undefined;
}
