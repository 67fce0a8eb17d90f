import { hash } from "node:crypto";
import { Refusal } from "./refusal.ts";
import type { Job, Outcome } from "./runner.ts";

/** An execution of a durable function. */
export interface Execution {
  readonly arn: string;
  readonly outcome: Promise<Outcome>;
}

/** Names remembered; the oldest is forgotten first. */
const LIMIT = 1000;

/** The executions of durable functions by name: a name stands for one execution with one payload. */
export class DurableExecutions {
  readonly #started = new Map<string, Execution & { readonly payload: string }>();

  /**
   * Starts an execution, or finds the one that was started with the same name and payload.
   * @throws Refusal when the name is taken by an execution with another payload
   */
  start(job: Job, run: () => Promise<Outcome>): Execution {
    const name = job.durableName ?? crypto.randomUUID();
    const payload = hash("sha256", job.payload);
    const key = `${job.versionArn}/durable-execution/${name}`;
    const known = this.#started.get(key);
    if (known !== undefined) {
      if (known.payload === payload) return known;
      throw new Refusal(
        "DurableExecutionAlreadyStartedException",
        `An execution named ${name} has already been started with another payload.`,
      );
    }
    const execution = { arn: `${key}/${crypto.randomUUID()}`, payload, outcome: run() };
    this.#started.set(key, execution);
    const oldest = this.#started.keys().next().value;
    if (this.#started.size > LIMIT && oldest !== undefined) this.#started.delete(oldest);
    return execution;
  }
}
