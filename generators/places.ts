import type { Place } from "../specs/operation.ts";

/**
 * Whether a text reaches a server in this place as it is. What cannot be sent, or is received as another value, is no case:
 * - path: the label is percent-encoded; an encoded slash or a dot segment is rewritten by clients, proxies and routers;
 * - header: visible ASCII and blanks within (RFC 9110 5.5: blanks around a value are not part of it; other octets
 *   are opaque). A tab is left out: how SigV4 signs one is told in two ways.
 */
export function sendable(place: Place, text: string): boolean {
  switch (place) {
    case "path":
      return text.isWellFormed() && !/\/|^\.\.?$/.test(text);
    case "query":
      return text.isWellFormed();
    case "header":
      return /^(?:[!-~](?:[ -~]*[!-~])?)?$/.test(text);
    case "body":
      return /^[\0-\xff]*$/.test(text);
    case "status":
      return /^\d{3}$/.test(text);
  }
}

/** Whether a text can stand in a path without percent-encoding: unreserved characters, sub-delimiters, `:` and `@` (RFC 3986 3.3). */
export function sendableRaw(text: string): boolean {
  return /^[\w.~!$&'()*+,;=:@-]+$/.test(text);
}
