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
  /** The most of it that run side by side, each with an endpoint of its own. */
  readonly lanes: number;
  /** How long a call may wait for a reply where its case does not say, in ms. */
  readonly timeoutMs: number;
  /** How clients reach their endpoint; default: HTTP on a loopback port. */
  readonly door?: Door;
  /** Hears what takes long before the first call. */
  readonly progress?: (says: string) => void;
}

/** A driver that lets a client perform cases, and what that client said of itself. */
export interface ClientDriver extends Driver {
  readonly hello: Hello;
}

/** One client and the endpoint that it alone calls. */
interface Lane {
  readonly client: StartedClient;
  readonly endpoint: ClientEndpoint;
}

/**
 * Lets a client under test perform cases: it calls an endpoint that answers by the script of the step, or as the reference does,
 * and records what arrives. What a case says of the wire is nothing that a client can do, and is passed over.
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
    throw new UserError(
      `client ${client.name}: the hello of its driver names an unknown feature: ${unknown}`,
    );
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

/** A feature that no clause asks of clients: misspelt, its clauses would be uncovered without a word. */
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
    // Nothing can be collected of clients: what arrives at the endpoint is all that they do.
    if (step.do === "wait") await sleep(step.ms, undefined, { signal });
    else if (step.do === "invoke") {
      calls.push(await invoke(lane, step, `${nonce}.${calls.length}`, nonce, options, signal));
    }
  }
  return calls;
}

async function invoke(
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

/** Lanes are opened when they are wanted, and a performance has one for itself. */
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
