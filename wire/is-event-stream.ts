import { headerValue, type RawHeaders } from "./raw-headers.ts";

/** Whether a reply says that its body is an event stream. */
export function isEventStream(headers: RawHeaders): boolean {
  return headerValue(headers, "content-type")?.includes("eventstream") ?? false;
}
