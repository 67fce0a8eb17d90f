import { type Client, ClientHung } from "../../drivers/clients/client.ts";
import { ClientEndpoint } from "../../drivers/clients/client-endpoint.ts";
import { prepareCall } from "../../drivers/clients/prepare-call.ts";
import type { ClientOutcome } from "../../drivers/observation.ts";
import type { Specification } from "../../specs/specification.ts";
import { openHttpDoor } from "../../targets/reference/http-door.ts";
import { type CallFigures, callFigures } from "./call-figures.ts";
import { SITUATIONS, type Situation } from "./situations.ts";

/** One call of a client in one situation. */
export interface MeasuredCall extends CallFigures {
  readonly situation: Situation["name"];
  readonly says: Situation["says"];
  /** How long the caller waited, in ms. */
  readonly waitedMs: number;
  /** What the caller got in the end. */
  readonly told: "output" | "error" | "nothing";
  /** Name and message of the error, as the client gives them. */
  readonly error?: { readonly name: string; readonly message: string };
}

/** The calls of one client. */
export interface MeasuredClient {
  readonly client: string;
  /** Name and version, as its driver states them. */
  readonly driver: string;
  readonly version: string;
  readonly calls: readonly MeasuredCall[];
}

export interface MeasureOptions {
  readonly specification: Specification;
  /** How long the client should wait for a response, in ms. A driver may keep its client's own setting. */
  readonly timeoutMs: number;
  /** How long a call may take altogether, in ms. */
  readonly patienceMs: number;
  readonly situations?: readonly Situation[];
  readonly progress?: (says: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Makes a client perform one call in each situation, with its configured attempts and waits, and counts what arrives. Nothing is judged,
 * because what is right depends on the function.
 * @throws UserError if the client cannot be started, ClientFault if its driver fails
 */
export async function measureAttempts(client: Client, options: MeasureOptions): Promise<MeasuredClient> {
  const { specification, timeoutMs, patienceMs, situations = SITUATIONS, progress, signal } = options;
  const started = await client.start({ progress, patienceMs });
  const endpoint = new ClientEndpoint(NO_REFERENCE);
  await endpoint.open(openHttpDoor);
  try {
    const calls: MeasuredCall[] = [];
    for (const { name, says, step } of situations) {
      // All calls use the same credentials, because a long-lived client keeps those it started with.
      const { expected, call } = prepareCall(step, "attempts", name, { specification, timeoutMs });
      endpoint.expect(expected);
      const startedAt = performance.now();
      const outcome = await started
        .call({ ...call, endpoint: endpoint.url }, signal)
        .catch((fault: unknown): ClientOutcome => {
          if (!(fault instanceof ClientHung)) throw fault;
          return { unsettled: true };
        });
      const waitedMs = performance.now() - startedAt;
      const { exchanges } = endpoint.recorded();
      calls.push({ situation: name, says, waitedMs, ...toldBy(outcome), ...callFigures(exchanges) });
    }
    const { driver, version } = started.hello;
    return { client: client.name, driver, version, calls };
  } finally {
    await started.close();
    await endpoint.close();
  }
}

/** Never used, because each situation scripts its replies. */
const NO_REFERENCE = {
  handle: (): never => {
    throw new Error("a situation without replies");
  },
};

function toldBy({ output, error }: ClientOutcome): Pick<MeasuredCall, "told" | "error"> {
  if (output) return { told: "output" };
  return error ? { told: "error", error: { name: error.name, message: error.message } } : { told: "nothing" };
}
