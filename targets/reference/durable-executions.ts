import { hash } from "node:crypto";
import { Refusal } from "./refusal.ts";
import type { Job, RunOutcome } from "./runner.ts";

/** An execution of a durable function. */
export interface Execution {
  readonly arn: string;
  /** Whether it is still running. */
  readonly runs: boolean;
  readonly outcome: Promise<RunOutcome>;
}

/**
 * The largest number of executions to remember, and the largest sum of bytes of their outcomes. The ones that started first are forgotten
 * first. A running one is forgotten only when there are too many.
 */
const MOST_EXECUTIONS = 1000;
const MOST_BYTES = 16_000_000;

interface Remembered extends Execution {
  readonly payload: string;
  runs: boolean;
  /** Bytes of its outcome. */
  bytes: number;
}

/** The executions of durable functions, by name. A name stands for one execution with one payload. */
export class DurableExecutions {
  /** In order of start. */
  readonly #started = new Map<string, Remembered>();
  #bytes = 0;

  /**
   * Starts an execution, or finds the one with the same name and payload.
   * @param isEvent whether the request is asynchronous; then a running execution is the answer, whatever its payload
   * @throws Refusal when an execution with another payload has the name
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
    const execution: Remembered = { arn, payload, outcome, runs: true, bytes: 0 };
    this.#started.set(key, execution);
    const ended = (bytes: number): void => {
      execution.runs = false;
      if (this.#started.get(key) !== execution) return;
      execution.bytes = bytes;
      this.#bytes += bytes;
      this.#forget();
    };
    outcome.then(
      (its) => ended(sizeOf(its)),
      () => ended(0),
    );
    this.#forget();
    return execution;
  }

  /** Forgets executions until the rest is within the limits. A forgotten name can start a new execution. */
  #forget(): void {
    for (const [key, { runs, bytes }] of this.#started) {
      const tooMany = this.#started.size > MOST_EXECUTIONS;
      if (!tooMany && this.#bytes <= MOST_BYTES) return;
      // A running execution takes no bytes here, and its client may ask for it again.
      if (runs && !tooMany) continue;
      this.#started.delete(key);
      this.#bytes -= bytes;
    }
  }
}

function sizeOf({ result = "", error = "", log }: RunOutcome): number {
  return result.length + error.length + (log?.length ?? 0);
}

/** The input for the handler of a durable function. The event is the input of its first operation. */
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

/** The result of an execution that ended. The probe returns results of this form. */
function unwrapped(outcome: RunOutcome): RunOutcome {
  if (outcome.result === undefined) return outcome;
  const { Result = "null" } = JSON.parse(outcome.result) as { Result?: string };
  return { ...outcome, result: Result };
}
