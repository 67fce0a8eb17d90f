import { Refusal } from "./refusal.ts";
import type { Job, Outcome } from "./runner.ts";

interface Execution {
  readonly arn: string;
  readonly payload: string;
  outcome: Promise<Outcome> | undefined;
}

/** Names remembered; the oldest is forgotten first. */
const LIMIT = 10_000;

/** The executions of durable functions by name: a name stands for one execution with one payload. */
export class DurableExecutions {
  readonly #executions = new Map<string, Execution>();

  /**
   * The execution that a call starts, or that an earlier one with the same name and payload started.
   * @throws Refusal when the name is taken by an execution with another payload
   */
  open(job: Job, versionArn: string, name: string = crypto.randomUUID()): Execution {
    const key = `${versionArn}/${name}`;
    const known = this.#executions.get(key);
    if (known !== undefined) {
      if (known.payload === job.payload) return known;
      throw new Refusal(
        "DurableExecutionAlreadyStartedException",
        `An execution named ${name} has already been started with another payload.`,
      );
    }
    const arn = `${versionArn}/durable-execution/${name}/${crypto.randomUUID()}`;
    const execution: Execution = { arn, payload: job.payload, outcome: undefined };
    this.#executions.set(key, execution);
    const oldest = this.#executions.keys().next().value;
    if (this.#executions.size > LIMIT && oldest !== undefined) this.#executions.delete(oldest);
    return execution;
  }
}
