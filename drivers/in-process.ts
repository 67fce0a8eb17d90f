import type { InvokeStep } from "../generators/case.ts";
import type { Specification } from "../specs/specification.ts";
import type { Handler } from "../targets/handler-target.ts";
import { Room } from "../targets/reference/room.ts";
import type { StartedTarget } from "../targets/target.ts";
import type { Exchange } from "../wire/exchange.ts";
import type { RawReply } from "../wire/raw-reply.ts";
import { ReplyBytes } from "../wire/reply-bytes.ts";
import type { Collector } from "./collector.ts";
import { compose } from "./compose.ts";
import type { Driver } from "./driver.ts";
import { mostReplyBytes } from "./most-reply-bytes.ts";
import type { Call } from "./observation.ts";
import { performSteps } from "./perform-steps.ts";
import type { Placeholders } from "./placeholders.ts";
import { type Attempt, Reception } from "./reception.ts";
import { ReplyParser } from "./reply-parser.ts";
import { signed } from "./signature.ts";
import { strayOf } from "./stray.ts";
import { withoutBlanks } from "./without-blanks.ts";

export interface InProcessDriverOptions {
  readonly handler: Handler;
  /** The description of the handler as a target. Its URL only appears in requests. */
  readonly target: StartedTarget;
  readonly specification: Specification;
  readonly collector?: Collector;
  /** The longest silence before the head of a reply, or between two pieces of its body, in ms. */
  readonly timeoutMs: number;
}

/** No limit, because a handler in this process is trusted with the memory anyway. */
const room = new Room(Number.POSITIVE_INFINITY);

/**
 * Performs cases with a handler in this process, without a network, to judge many endpoints quickly. Faults that need a network, such as
 * framing and lost connections, do not show.
 */
export function createInProcessDriver(options: InProcessDriverOptions): Driver {
  const { handler, target, specification, collector, timeoutMs } = options;
  const place = {
    function: target.function,
    account: target.account,
    region: target.region,
    partition: target.partition,
    ...(collector && { collector: collector.url }),
  };

  async function invoke(
    step: InvokeStep,
    values: Placeholders,
    signal: AbortSignal | undefined,
  ): Promise<Call> {
    const surroundings = { basePath: "", headers: [] };
    const composed = compose(step, specification.operations[step.operation], values, surroundings);
    const { input, payload } = composed;
    const plain = await signed(composed.request, step.wire?.signature, target);
    // As a server reads them: spaces around a value are not part of it (RFC 9110, section 5.5).
    const fields = plain.headers.map(([name, value]) => [name, withoutBlanks(value)] as const);
    const request = { ...plain, headers: [...fields, ["Host", target.url.host] as const] };
    const attempt = await exchange(request, step, signal);
    const exchanges = [{ origin: target.url.origin, request, ...attempt }];
    return payload ? { step, input, payload, exchanges } : { step, input, exchanges };
  }

  async function exchange(
    request: Parameters<Handler["handle"]>[0],
    step: InvokeStep,
    signal: AbortSignal | undefined,
  ): Promise<Attempt> {
    let gone = false;
    let stray: Exchange["stray"];
    const limits = { timeoutMs, room, maxBytes: mostReplyBytes(request.body) };
    const reception = new Reception(limits, {
      abandon: () => {
        gone = true;
      },
      pause: () => {},
      resume: () => {},
    });
    const leave = step.wire?.leave;
    const leaveAfter = (ms: number): unknown => setTimeout(() => reception.leave(), ms);
    const cancel = (): void => reception.cancel(signal?.reason);
    signal?.addEventListener("abort", cancel);
    reception.begin();
    if (leave?.of === "sent") leaveAfter(leave.afterMs);
    handler
      .handle(request)
      .then(async ({ status, headers, body }: RawReply) => {
        reception.head(status, headers);
        if (body instanceof Uint8Array) {
          if (body.length > 0) reception.data(body);
        } else {
          let first = true;
          for await (const piece of body) {
            reception.data(piece);
            if (first && leave?.of === "first-byte") leaveAfter(leave.afterMs);
            first = false;
            if (gone) break;
          }
        }
        reception.end();
      })
      .catch((fault: Error) => {
        if (fault instanceof ReplyBytes) stray = receive(fault.bytes, request.method, reception);
        // The HTTP door cuts the connection too.
        else reception.fail("reset", fault.message);
      });
    try {
      const attempt = await reception.done;
      return stray ? { ...attempt, stray } : attempt;
    } finally {
      signal?.removeEventListener("abort", cancel);
    }
  }

  return {
    name: "in-process",
    perform: (steps, nonce, signal, limiter) =>
      performSteps(steps, { ...place, nonce }, collector, signal, limiter, (step, _, values) =>
        invoke(step, values, signal),
      ),
    close: async () => {},
  };
}

/**
 * Reads bytes as if they came on a connection that closes after them.
 * @returns the bytes after the reply
 */
function receive(bytes: Uint8Array, method: string, reception: Reception): Exchange["stray"] {
  const parser = new ReplyParser(
    {
      interim() {},
      head: (status, headers) => reception.head(status, headers),
      data: (piece) => reception.data(piece),
    },
    method,
  );
  parser.push(Buffer.from(bytes));
  if (parser.fault) reception.fail(parser.fault.kind, parser.fault.says, bytes);
  else if (parser.close()) reception.end();
  else reception.fail("reset", "the server closed the connection before its reply was complete");
  return parser.done ? strayOf(parser.rest) : undefined;
}
