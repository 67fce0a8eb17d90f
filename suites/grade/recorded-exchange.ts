import type { LedgerEntry, SignatureFinding } from "../../drivers/observation.ts";
import type { Bytes } from "../../generators/bytes.ts";
import type { OperationName } from "../../specs/operation.ts";
import type { Source } from "../../specs/source.ts";
import type { Exchange } from "../../wire/exchange.ts";

/**
 * The parts of an exchange that a recording may lack, each with its meaning. A part includes those below it: `response.body` includes
 * `response.body.bytes`.
 */
export const UNKNOWN_PARTS = {
  request: "method and target",
  "request.headers": "header fields of the request that are not shown",
  "request.body": "the payload",
  "response.status": "the status",
  "response.headers": "header fields of the response that are not shown",
  "response.body": "the body",
  "response.body.bytes": "the bytes of the body: only the value that they stand for was recorded",
  "response.body.members": "the members of an error's body: only its name and message were recorded",
  "response.frames":
    "how the events of a stream were framed and split: only their order and contents were recorded",
  "response.log": "some lines of the log: the others are as recorded",
  "ledger.rest": "whether more followed than what is shown",
} as const;

/** One of the parts above, or `response.headers.NAME` for a header that was present but whose value was not recorded. */
export type UnknownPart = keyof typeof UNKNOWN_PARTS | `response.headers.${string}`;

/** How the suite would make a recorded call. These values replace what was sent. */
export interface LikeCall {
  /** The name by which expectations refer to this call. */
  readonly as?: string;
  readonly operation?: OperationName;
  /** All members except the payload. Default: those that were sent. */
  readonly input?: Readonly<Record<string, string>>;
  /** The instruction that would make the probe do what the recorded function did. Default: what was sent. */
  readonly payload?: Bytes;
  /** Names, messages and tokens that the author of the recording chose, each with what the suite uses instead. */
  readonly names?: Readonly<Record<string, string>>;
}

/** One recorded exchange. */
export interface RecordedExchange {
  /** Its place in the document: `entry-3`. */
  readonly place: string;
  readonly exchange: Exchange;
  readonly unknown: ReadonlySet<UnknownPart>;
  /** Names, in lower case, of headers that the reply is known to lack although other headers were not recorded. */
  readonly absent?: readonly string[];
  readonly source?: Source;
  /** Whether the recorder saw the end of the reply. If so, the endpoint caused an early end. */
  readonly whole?: boolean;
  /** For traffic of a client: the case of its call, `CLAUSE:SEED:PATH`, and whether its signature was sound. */
  readonly call?: string;
  readonly signature?: SignatureFinding;
  /** Exchanges with the same name are the calls of one case, in order. */
  readonly case?: string;
  readonly like?: LikeCall;
  /** What followed the call: executions and dead letters. */
  readonly ledger?: readonly LedgerEntry[];
  /** Ids of the clauses whose cases this one answers. */
  readonly answers?: readonly string[];
}
