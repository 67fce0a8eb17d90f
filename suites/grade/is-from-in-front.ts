import type { RecordedCase } from "./recorded-case.ts";

/**
 * Whether a refusal may come from an HTTP server in front of the API, which knows nothing of request ids and error names. Only a live run
 * knows which clause provoked a refusal; an archive has to tell by the reply.
 */
export function isFromInFront({ seen, calls }: RecordedCase): boolean {
  const unknown = calls.some(({ recorded }) => recorded.unknown.has("response.headers"));
  return (seen.status ?? 0) >= 400 && !unknown && seen.headers?.["x-amzn-requestid"] === undefined;
}
