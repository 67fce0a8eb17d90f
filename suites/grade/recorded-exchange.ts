import type { SignatureFinding } from "../../drivers/observation.ts";
import type { Source } from "../../specs/source.ts";
import type { Exchange } from "../../wire/exchange.ts";

/** What of an exchange was not recorded. What is shown of it all the same is judged; what is absent is not missed. */
export type UnknownPart = "request" | "request.headers" | "request.body" | "response.headers";

/** One exchange that somebody recorded. */
export interface RecordedExchange {
  /** Where it stands in its document: `entry-3`. */
  readonly place: string;
  readonly exchange: Exchange;
  readonly unknown: ReadonlySet<UnknownPart>;
  readonly source?: Source;
  /** Of a client's traffic: the case whose call it belongs to, CLAUSE:SEED:PATH, and whether its signature was sound. */
  readonly call?: string;
  readonly signature?: SignatureFinding;
}
