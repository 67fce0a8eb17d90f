import type { Exchange } from "../../wire/exchange.ts";

/** What arrived, as an HTTP message: `http` in specs/schema/observation.json. */
export interface HttpView {
  /** Why it is not a valid HTTP message, and its beginning. */
  readonly fault?: string;
  /** Bytes that came after its end although no further request was sent. */
  readonly stray?: string;
}

/** Most characters to show. */
const SHOWN = 200;

/** The view of the last exchange of a call, if anything came. */
export function httpView(exchanges: readonly Exchange[]): { readonly http?: HttpView } {
  const { reply, failure, stray } = exchanges.at(-1) ?? {};
  if (!reply && failure?.kind !== "malformed") return {};
  const fault = reply?.fault?.kind === "malformed" ? reply.fault : failure;
  return {
    http: {
      ...(fault && { fault: told(fault.says, failure?.bytes) }),
      ...(stray && { stray: told(stray.says, stray.bytes) }),
    },
  };
}

function told(says: string, bytes: Uint8Array = new Uint8Array(0)): string {
  if (bytes.length === 0) return says;
  const text = Buffer.from(bytes.subarray(0, SHOWN)).toString("latin1");
  return `${says}: ${JSON.stringify(text)}${bytes.length > SHOWN ? " ..." : ""}`;
}
