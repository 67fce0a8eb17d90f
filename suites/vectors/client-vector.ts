import type { ClientCall } from "../../drivers/clients/client.ts";
import type { VectorCheck } from "./vector-check.ts";

/** One case for a client, as one line of JSON. specs/schema/client-vector.json describes it. */
export interface ClientVector {
  readonly version: 1;
  /** `CLAUSE:SEED:NUMBER`, the id that `run --replay` takes. */
  readonly id: string;
  readonly clause: string;
  readonly level: "must" | "should";
  readonly says: string;
  readonly why: string;
  /** Features that the client needs, by the names that a driver uses in its hello. */
  readonly needs: readonly string[];
  /** The call of the driver protocol (specs/schema/driver-protocol.json), without the endpoint. */
  readonly call: Omit<ClientCall, "endpoint">;
  /** Each reply answers one request of the call, in turn. The last one also answers all further requests. */
  readonly replies: readonly VectorReply[];
  /** The client conforms if every check of any answer holds. */
  readonly answers: readonly (readonly VectorCheck[])[];
}

/** A reply as bytes, or silence: the request never gets a reply. */
export type VectorReply =
  | { readonly silence: true }
  | {
      /** ms before the first write. */
      readonly delayMs?: number;
      /** The writes in base64, including status line, headers and framing. Each is sent separately. */
      readonly writes: readonly string[];
      /** ms between two writes. */
      readonly pauseMs?: number;
      /** Whether the connection is closed after the last write, even if the reply is incomplete. */
      readonly closes?: true;
    };
