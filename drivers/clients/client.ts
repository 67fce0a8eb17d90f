import type { OperationName } from "../../specs/operation.ts";
import type { Credentials, Deviation } from "../../targets/target.ts";
import type { ClientOutcome } from "../observation.ts";

/** A client under test, before it runs. */
export interface Client {
  /** `aws-sdk-js-v3`, or the path of a user's driver. */
  readonly name: string;
  /**
   * Starts a client that makes calls, one at a time.
   * @throws UserError when it cannot be started: what is missing, and how to get it
   */
  start(options?: StartOptions): Promise<StartedClient>;
  /** Known failures with their reasons. They count only with `--deviations builtin`. */
  readonly deviations?: readonly Deviation[];
}

export interface StartOptions {
  /** Receives messages about slow steps. */
  readonly progress?: ((says: string) => void) | undefined;
  /** How long a call may take in total, in ms; default: all the time that its client may wait, plus 20,000. */
  readonly patienceMs?: number;
}

/** A client that has described itself. The shapes are those of the driver protocol, specs/schema/driver-protocol.json. */
export interface StartedClient {
  readonly hello: Hello;
  /**
   * Makes a call. It does not throw because of the endpoint: what the endpoint does is in the outcome.
   * @throws ClientFault when the driver of the client dies, hangs or violates the protocol
   */
  call(call: ClientCall, signal?: AbortSignal): Promise<ClientOutcome>;
  close(): Promise<void>;
}

/** The first message of a driver, which describes its client. */
export interface Hello {
  readonly driver: string;
  /** Version of the client. */
  readonly version: string;
  readonly operations: readonly OperationName[];
  /** Features of specs/fixtures.json that this version of the client has. */
  readonly features: readonly string[];
}

/** One call that a driver must make. */
export interface ClientCall {
  readonly id: string;
  readonly operation: OperationName;
  /** URL of the endpoint. */
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
  /** Members by their names in the model. The payload is in base64. */
  readonly input: Readonly<Record<string, string>>;
  /** Absent for the client's default. */
  readonly maxAttempts?: number;
  /** How long the client waits for a reply, in ms. */
  readonly timeoutMs: number;
  /** A member of the output. A client that is a command prints only this member, as text. */
  readonly prints?: string;
}

/** A driver failed. This is a fault of the harness, which blames nobody. */
export class ClientFault extends Error {
  override readonly name: string = "ClientFault";
}

/** A driver did not answer a call in time. Its client may have returned nothing to it. */
export class ClientHung extends ClientFault {
  override readonly name = "ClientHung";
}
