import { headerValue, type RawHeaders } from "./raw-headers.ts";

/** Whether the headers of a reply declare its body an event stream. */
export function isEventStream(headers: RawHeaders): boolean {
  return headerValue(headers, "content-type")?.includes("eventstream") ?? false;
}
