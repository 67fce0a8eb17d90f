import type { Exchange } from "../wire/exchange.ts";

/**
 * The report about bytes that arrived after a reply, while no request was in flight. Undefined for bytes that servers may send then: an
 * empty line, and a 408 before they close an idle connection.
 */
export function strayOf(bytes: Uint8Array): Exchange["stray"] {
  const text = Buffer.from(bytes.subarray(0, 64)).toString("latin1").trimStart();
  if (text === "" || /^HTTP\/1\.[01] 408\b/.test(text)) return undefined;
  return { says: "bytes arrived after the end of a response, with no request pending", bytes };
}
