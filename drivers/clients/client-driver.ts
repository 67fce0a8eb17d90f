import { setTimeout as sleep } from "node:timers/promises";
import type { InvokeStep, Step } from "../../generators/case.ts";
import { featureFault } from "../../specs/feature-fault.ts";
import type { Specification } from "../../specs/specification.ts";
import { UserError } from "../../specs/user-error.ts";
import { openHttpDoor } from "../../targets/reference/http-door.ts";
import { createReference, type Reference } from "../../targets/reference/reference.ts";
import type { Driver } from "../driver.ts";
import type { Call } from "../observation.ts";
import type { Client, Hello, StartedClient } from "./client.ts";
import { ClientEndpoint, type Door } from "./client-endpoint.ts";
import { prepareCall } from "./prepare-call.ts";

export interface ClientDriverOptions {
  readonly client: Client;
  readonly specification: Specification;
  /** The largest number of instances of the client that run in parallel, each with its own endpoint. */
  readonly lanes: number;
  /** How long a call may wait for a reply when its case does not say, in ms. */
  readonly timeoutMs: number;
  /** How clients reach their endpoint; default: HTTP on a loopback port. */
  readonly door?: Door;
  /** Receives messages about slow steps before the first call. */
  readonly progress?: (says: string) => void;
}

/** A driver that makes a client perform cases, and the client's description of itself. */
export interface ClientDriver extends Driver {
  readonly hello: Hello;
}

/** One client, and the endpoint that only this client calls. */
interface Lane {
  readonly client: StartedClient;
  readonly endpoint: ClientEndpoint;
}

/**
 * Makes a client under test perform cases. The client calls an endpoint that answers by the script of the step, or like the reference, and
 * records what arrives. The wire settings of a case are ignored, because a client cannot apply them.
 * @throws UserError when the client cannot be started
 */
export async function createClientDriver(options: ClientDriverOptions): Promise<ClientDriver> {
  const { client, specification, lanes } = options;
  const reference = createReference({ specification });
  const first = await openLane(options, reference).catch(async (error: unknown) => {
    await reference.close();
    throw error;
  });
  const pool = new LanePool(first, lanes, () => openLane(options, reference));
  const unknown = unknownFeature(first.client.hello, specification);
  if (unknown !== undefined) {
    await pool.close();
    await reference.close();
    throw new UserError(`client ${client.name}: the hello of its driver: "features": ${unknown}`);
  }
  return {
    name: client.name,
    hello: first.client.hello,
    async perform(steps, nonce, signal) {
      const lane = await pool.take();
      try {
        return { nonce, calls: await performOn(lane, steps, nonce, options, signal) };
      } finally {
        pool.give(lane);
      }
    },
    async close() {
      await pool.close();
      await reference.close();
    },
  };
}

/** A feature of the client that no clause requires. A misspelled feature would leave its clauses uncovered without notice. */
function unknownFeature({ features }: Hello, { fixtures }: Specification): string | undefined {
  const known = fixtures.filter(({ feature }) => feature.startsWith("client-"));
  for (const feature of features) {
    const fault = featureFault(feature, known);
    if (fault !== undefined) return `${feature}: ${fault}`;
  }
  return undefined;
}

async function openLane(
  { client, door = openHttpDoor, progress }: ClientDriverOptions,
  reference: Reference,
): Promise<Lane> {
  const started = await client.start({ progress });
  const endpoint = new ClientEndpoint(reference);
  await endpoint.open(door);
  return { client: started, endpoint };
}

async function performOn(
  lane: Lane,
  steps: readonly Step[],
  nonce: string,
  options: ClientDriverOptions,
  signal: AbortSignal | undefined,
): Promise<Call[]> {
  const calls: Call[] = [];
  for (const step of steps) {
    signal?.throwIfAborted();
    // A client has nothing to collect: all that it does arrives at the endpoint.
    if (step.do === "wait") await sleep(step.ms, undefined, { signal });
    else if (step.do === "invoke") {
      calls.push(await invoke(lane, step, `${nonce}.${calls.length}`, nonce, options, signal));
    }
  }
  return calls;
}

/**
 * How often a call with a time limit is made until its request arrives. The first call of a client takes long: classes are loaded and code is
 * compiled. On a busy machine its time may be over before it sends anything, which says nothing about what it does with a response.
 */
const MOST_STARTS = 3;

async function invoke(
  lane: Lane,
  step: InvokeStep,
  id: string,
  nonce: string,
  options: ClientDriverOptions,
  signal: AbortSignal | undefined,
): Promise<Call> {
  for (let start = 1; ; start++) {
    // Each has credentials of its own, so that a request that comes too late does not count for the next call.
    const call = await invokeOnce(lane, step, start === 1 ? id : `${id}.${start}`, nonce, options, signal);
    const limited = step.client?.timeoutMs !== undefined;
    const sentNothing = call.outcome?.error !== undefined && call.exchanges.length === 0;
    if (!limited || !sentNothing || start === MOST_STARTS) return call;
  }
}

async function invokeOnce(
  { client, endpoint }: Lane,
  step: InvokeStep,
  id: string,
  nonce: string,
  options: ClientDriverOptions,
  signal: AbortSignal | undefined,
): Promise<Call> {
  const { made, expected, call } = prepareCall(step, id, nonce, options);
  endpoint.expect(expected);
  try {
    const outcome = await client.call({ ...call, endpoint: endpoint.url }, signal);
    return { ...made, outcome, ...endpoint.recorded() };
  } catch (error) {
    endpoint.recorded();
    throw error;
  }
}

/** Opens lanes on demand. Each performance uses one lane alone. */
class LanePool {
  readonly #most: number;
  readonly #open: () => Promise<Lane>;
  readonly #free: Lane[];
  readonly #all: Set<Lane>;
  readonly #waiting: ((lane: Lane) => void)[] = [];
  #opening = 0;

  constructor(first: Lane, most: number, open: () => Promise<Lane>) {
    this.#most = most;
    this.#open = open;
    this.#free = [first];
    this.#all = new Set(this.#free);
  }

  async take(): Promise<Lane> {
    const free = this.#free.pop();
    if (free) return free;
    if (this.#all.size + this.#opening < this.#most) {
      this.#opening++;
      try {
        const lane = await this.#open();
        this.#all.add(lane);
        return lane;
      } finally {
        this.#opening--;
      }
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  give(lane: Lane): void {
    const next = this.#waiting.shift();
    if (next) next(lane);
    else this.#free.push(lane);
  }

  async close(): Promise<void> {
    await Promise.all(
      [...this.#all].map(async ({ client, endpoint }) => {
        await client.close();
        await endpoint.close();
      }),
    );
  }
}
