import { getHeapStatistics } from "node:v8";
import {
  Environment,
  type EnvironmentSettings,
  type Invocation,
  type RuntimeMessage,
} from "./environment.ts";
import { closeScopes, openScopes, outerVariables, runInScope } from "./in-process-scope.ts";
import { HandlerRunner, logLine } from "./node-handler.mjs";

/**
 * Runs a handler in this process, so that it shares everything with the code around it. It cannot be ended: after a timeout it runs on, and
 * its result is ignored.
 */
export class InProcessEnvironment extends Environment {
  readonly #settings: EnvironmentSettings;
  readonly #runner: HandlerRunner;
  #log: Buffer = Buffer.alloc(0);
  #requestId = "";
  /** Invocations that have not ended, including those that timed out. */
  #running = 0;
  #gone = false;

  constructor(handler: (...args: never[]) => unknown, settings: EnvironmentSettings) {
    super(settings.hearLog);
    this.#settings = settings;
    this.#runner = new HandlerRunner(handler, {
      context: settings.context,
      resultBytes: settings.resultBytes,
      tell: (message) => this.#tell(message),
      logError: (...parts) => this.#write(logLine(this.#requestId, "ERROR", parts)),
    });
    openScopes();
    this.hear(["ready"]);
  }

  log(): Buffer {
    return this.#log;
  }

  /** The memory of the whole process, or the memory limit of the function when that is less. */
  memoryUsed(): number {
    return Math.min(getHeapStatistics().used_heap_size, this.#settings.memoryMb * 1_048_576);
  }

  protected send(message: Invocation | number): void {
    if (typeof message === "number") {
      this.#runner.giveBack(message);
      return;
    }
    const { requestId, traceId } = message;
    this.#log = Buffer.alloc(0);
    this.#requestId = requestId;
    const variables = { ...outerVariables(), ...this.#settings.variables, _X_AMZN_TRACE_ID: traceId };
    this.#running += 1;
    const scope = { requestId, variables, log: (text: string) => this.#write(text) };
    void runInScope(scope, () => this.#runner.run(message)).then(() => {
      this.#running -= 1;
      if (this.#gone && this.#running === 0) closeScopes();
    });
  }

  protected async kill(): Promise<void> {
    if (this.#gone) return;
    this.#gone = true;
    // A handler that runs on after its timeout keeps its console, whose output nobody reads.
    if (this.#running === 0) closeScopes();
  }

  #tell(message: RuntimeMessage): void {
    if (!this.#gone) this.hear(message);
  }

  #write(text: string): void {
    if (this.#gone) return;
    this.#log = Buffer.concat([this.#log, Buffer.from(text)]).subarray(-this.#settings.logBytes);
    this.hear(["logged", text]);
  }
}
