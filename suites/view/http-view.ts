import type { Exchange } from "../../wire/exchange.ts";

/** What came as a message of HTTP: `http` in specs/schema/observation.json. */
export interface HttpView {
  /** What is wrong with it, and how it began. */
  readonly fault?: string;
  /** What came after its end when nothing was asked for. */
  readonly stray?: string;
}

/** Characters of what came that are shown. */
const SHOWN = 200;

/** Of the last exchange of a call, where anything came. */
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
