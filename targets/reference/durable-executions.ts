import { hash } from "node:crypto";
import { Refusal } from "./refusal.ts";
import type { Job, RunOutcome } from "./runner.ts";

/** An execution of a durable function. */
export interface Execution {
  readonly arn: string;
  /** Whether it has not ended yet. */
  readonly runs: boolean;
  readonly outcome: Promise<RunOutcome>;
}

/** Names remembered; the oldest is forgotten first. */
const LIMIT = 1000;

/** The executions of durable functions by name: a name stands for one execution with one payload. */
export class DurableExecutions {
  readonly #started = new Map<string, Execution & { readonly payload: string }>();

  /**
   * Starts an execution, or finds the one that was started with the same name and payload.
   * @param isEvent whether it is called asynchronously: then an execution that runs is the answer, whatever its payload
   * @throws Refusal when the name is taken by an execution with another payload
   */
  start(job: Job, run: (job: Job) => Promise<RunOutcome>, isEvent: boolean): Execution {
    const name = job.durableName ?? crypto.randomUUID();
    const payload = hash("sha256", job.payload);
    const key = `${job.versionArn}/durable-execution/${name}`;
    const known = this.#started.get(key);
    if (known !== undefined) {
      if (known.payload === payload || (isEvent && known.runs)) return known;
      throw new Refusal(
        "DurableExecutionAlreadyStartedException",
        `An execution named ${name} has already been started with another payload.`,
      );
    }
    const arn = `${key}/${crypto.randomUUID()}`;
    const outcome = run({ ...job, payload: wrapped(arn, job.payload) }).then(unwrapped);
    const execution = { arn, payload, outcome, runs: true };
    void outcome.finally(() => {
      execution.runs = false;
    });
    this.#started.set(key, execution);
    const oldest = this.#started.keys().next().value;
    if (this.#started.size > LIMIT && oldest !== undefined) this.#started.delete(oldest);
    return execution;
  }
}

/** What the handler of a durable function is given: the event is the input of its first operation. */
function wrapped(arn: string, payload: string): string {
  const execution = {
    Id: crypto.randomUUID(),
    Type: "EXECUTION",
    Status: "STARTED",
    StartTimestamp: Date.now() / 1000,
    ExecutionDetails: { InputPayload: payload },
  };
  return JSON.stringify({
    DurableExecutionArn: arn,
    CheckpointToken: crypto.randomUUID(),
    InitialExecutionState: { Operations: [execution] },
  });
}

/** The result of an execution that ended; what the probe returns is of this form. */
function unwrapped(outcome: RunOutcome): RunOutcome {
  if (outcome.result === undefined) return outcome;
  const { Result = "null" } = JSON.parse(outcome.result) as { Result?: string };
  return { ...outcome, result: Result };
}
