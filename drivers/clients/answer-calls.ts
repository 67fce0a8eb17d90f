import type { Handler } from "../../targets/handler-target.ts";
import type { Exchange } from "../../wire/exchange.ts";
import type { SignatureFinding } from "../observation.ts";
import { CallRecord } from "./call-record.ts";
import { accessKeyIn } from "./client-endpoint.ts";
import type { PreparedCall } from "./prepare-call.ts";

/** The call that an exchange belongs to, and whether the request arrived as it was signed. */
export interface OfCall {
  readonly id: string;
  readonly signature: SignatureFinding;
}

/**
 * Answers the calls of a client that no driver controls. Calls may come in any order and overlap. Each has its own script, and is
 * recognized by the access key that signs it. `others` answers requests that belong to no call.
 */
export function answerCalls(
  calls: readonly PreparedCall[],
  {
    reference,
    others,
    origin,
    tell,
  }: {
    readonly reference: Handler;
    readonly others: Handler;
    readonly origin: () => string;
    readonly tell: (exchange: Exchange, of: OfCall) => void;
  },
): Handler {
  const records = new Map(
    calls.map(({ call: { id }, expected }) => [
      expected.credentials.accessKeyId,
      new CallRecord(expected, reference, origin, (exchange, signature) => tell(exchange, { id, signature })),
    ]),
  );
  return {
    handle(request) {
      const record = records.get(accessKeyIn(request.headers) ?? "");
      return record ? record.answer(request) : others.handle(request);
    },
  };
}
