import type { Place } from "../specs/operation.ts";

/**
 * Whether a text reaches an endpoint unchanged in this place. Text that cannot be sent, or that is received as another value, makes no
 * case:
 * - path: the label is percent-encoded. Clients, proxies and routers rewrite encoded slashes and dot segments.
 * - header: visible ASCII, with spaces only inside. By RFC 9110, section 5.5, spaces around a value are not part of it, and other octets
 *   are opaque. A tab is left out, because sources disagree on how SigV4 signs it.
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

/** Whether a text can be in a path without percent-encoding: unreserved characters, sub-delimiters, `:` and `@` (RFC 3986, section 3.3). */
export function sendableRaw(text: string): boolean {
  return /^[\w.~!$&'()*+,;=:@-]+$/.test(text);
}
