import type { Exchange } from "../../wire/exchange.ts";
import type { RawRequest } from "../../wire/raw-request.ts";

/** One exchange that a relay passed on. */
export interface Passed {
  /** As it was on the wire to the endpoint. The bytes of a body that was not kept are missing. */
  readonly exchange: Exchange;
  /** The request as the client sent it, when the relay signed a new one for the endpoint. */
  readonly signedAs?: RawRequest;
  /** Whether the endpoint ended its reply, or broke it off. False when the client disconnected first. */
  readonly whole: boolean;
  /** Bodies that were too long to keep, or for which there was no room. */
  readonly lost: readonly ("request.body" | "response.body")[];
}
