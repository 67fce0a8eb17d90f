import type { Exchange } from "../../wire/exchange.ts";
import type { RawRequest } from "../../wire/raw-request.ts";

/** One exchange that a relay passed on. */
export interface Passed {
  /** As it stood on the wire to the endpoint. Bytes of a body that was not kept are absent. */
  readonly exchange: Exchange;
  /** The request as the client sent it, where it was signed anew for the endpoint. */
  readonly signedAs?: RawRequest;
  /** The endpoint ended its reply, or broke it off; false where the client went away before. */
  readonly whole: boolean;
  /** Bodies that were longer than what is kept, or for which there was no room. */
  readonly lost: readonly ("request.body" | "response.body")[];
}
