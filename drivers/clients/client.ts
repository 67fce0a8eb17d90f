import type { OperationName } from "../../specs/operation.ts";
import type { Credentials, Deviation } from "../../targets/target.ts";
import type { ClientOutcome } from "../observation.ts";

/** A client under test, before it runs. */
export interface Client {
  /** `aws-sdk-js-v3`, or the path of somebody's own driver. */
  readonly name: string;
  /**
   * Starts one that carries out calls, one at a time.
   * @throws UserError when it cannot be: what is missing, how to get it
   */
  start(options?: StartOptions): Promise<StartedClient>;
  /** Known failures with their reasons; counted only with `--deviations builtin`. */
  readonly deviations?: readonly Deviation[];
}

export interface StartOptions {
  /** Hears what takes long. */
  readonly progress?: ((says: string) => void) | undefined;
  /** How long a call may take altogether, in ms; default: all that its client was told to wait, and 20 s. */
  readonly patienceMs?: number;
}

/** A client that said what it is. The shapes are those of the driver protocol, specs/schema/driver-protocol.json. */
export interface StartedClient {
  readonly hello: Hello;
  /**
   * Carries out a call. Never throws for what the endpoint does: that is the outcome.
   * @throws ClientFault when the driver of the client dies, hangs or does not speak the protocol
   */
  call(call: ClientCall, signal?: AbortSignal): Promise<ClientOutcome>;
  close(): Promise<void>;
}

/** What a driver says of itself first. */
export interface Hello {
  readonly driver: string;
  /** Of the client that it drives. */
  readonly version: string;
  readonly operations: readonly OperationName[];
  /** Those of specs/fixtures.json that this version of the client has. */
  readonly features: readonly string[];
}

/** One call for a driver to make. */
export interface ClientCall {
  readonly id: string;
  readonly operation: OperationName;
  /** Of the endpoint to call. */
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
  /** Members by their names in the model; the payload in base64. */
  readonly input: Readonly<Record<string, string>>;
  /** Absent: the default of the client. */
  readonly maxAttempts?: number;
  /** How long the client is to wait for a reply. */
  readonly timeoutMs: number;
  /** A client that is a command is to print this member of the output alone, as text. */
  readonly prints?: string;
}

/** A driver did not do its part: a fault of the harness, which blames nobody. */
export class ClientFault extends Error {
  override readonly name: string = "ClientFault";
}

/** A driver did not answer a call in time; perhaps its client told it nothing. */
export class ClientHung extends ClientFault {
  override readonly name = "ClientHung";
}
