import type { Handler } from "../../targets/handler-target.ts";
import type { Exchange } from "../../wire/exchange.ts";
import type { SignatureFinding } from "../observation.ts";
import { CallRecord } from "./call-record.ts";
import { accessKeyIn } from "./client-endpoint.ts";
import type { PreparedCall } from "./prepare-call.ts";

/** The call that an exchange belongs to, and whether what arrived is what was signed. */
export interface OfCall {
  readonly id: string;
  readonly signature: SignatureFinding;
}

/**
 * Answers the calls of a client that nobody drives, in any order, side by side: each by its own script, known by the access key that signs
 * it. `others` answers what belongs to no call.
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
