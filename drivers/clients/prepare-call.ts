import { createHash } from "node:crypto";
import type { InvokeStep } from "../../generators/case.ts";
import type { Specification } from "../../specs/specification.ts";
import { defaults } from "../../targets/reference/defaults.ts";
import type { Credentials } from "../../targets/target.ts";
import { fillInput } from "../compose.ts";
import { expand } from "../expand.ts";
import type { Call } from "../observation.ts";
import type { Placeholders } from "../placeholders.ts";
import type { Expected } from "./call-record.ts";
import type { ClientCall } from "./client.ts";
import { accessKeyOf } from "./client-endpoint.ts";

/** A step in the form that a client performs. */
export interface PreparedCall {
  /** What is known of the call before it is made. */
  readonly made: Pick<Call, "step" | "input" | "payload">;
  /** What the call will encounter. */
  readonly expected: Expected;
  /** What the driver receives, without the endpoint. */
  readonly call: Omit<ClientCall, "endpoint">;
}

/**
 * Fills in the placeholders of a step, with credentials that no other call has.
 * @param timeoutMs how long the client may wait when the step does not say, in ms
 * @throws UnsendableError for text that has no bytes: half a surrogate pair
 */
export function prepareCall(
  step: InvokeStep,
  id: string,
  nonce: string,
  { specification, timeoutMs }: { readonly specification: Specification; readonly timeoutMs: number },
): PreparedCall {
  const { function: name, account, partition, region } = defaults;
  const values: Placeholders = { function: name, account, partition, region, nonce };
  const input = fillInput(step, values);
  const payload = step.payload && expand(step.payload, values);
  const credentials = credentialsOf(id, step.client?.sessionToken === true);
  const { operation, replies, client } = step;
  return {
    made: { step, input, ...(payload && { payload }) },
    expected: {
      credentials,
      region,
      operation: specification.operations[operation],
      values,
      ...(replies && { replies }),
    },
    call: {
      id,
      operation,
      region,
      credentials,
      input: payload ? { ...input, Payload: Buffer.from(payload).toString("base64") } : input,
      timeoutMs: client?.timeoutMs ?? timeoutMs,
      ...(client?.maxAttempts !== undefined && { maxAttempts: client.maxAttempts }),
      ...(client?.prints !== undefined && { prints: client.prints }),
    },
  };
}

/** Derived from the id alone, so that the same case sends the same requests, apart from what the client adds itself. */
function credentialsOf(id: string, session: boolean): Credentials {
  const hash = createHash("sha256").update(id).digest("hex").toUpperCase();
  return {
    accessKeyId: accessKeyOf(hash.slice(0, 14)),
    secretAccessKey: `secret+of/${hash.slice(14, 44)}`,
    ...(session && { sessionToken: `session/token+of==${hash.slice(44)}` }),
  };
}
