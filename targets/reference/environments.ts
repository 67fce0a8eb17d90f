import type { Environment } from "./environment.ts";
import type { WarmEnvironments } from "./warm-environments.ts";

/** Invocations wait for environments in use while these come free; when none has for so long, in ms, another one is made. */
const PATIENCE = 10;
/** Cold starts at one time: more of them only slow each other down. */
const STARTS = 2;
/** Environments of one function version; beyond that invocations wait for each other. */
const LIMIT = 50;

/** The execution environments of one version of a function: used again when they are free, made when none is. */
export class Environments {
  readonly #make: () => Environment;
  readonly #warm: WarmEnvironments;
  readonly #all = new Set<Environment>();
  /** The one used last comes first, so that few stay warm. */
  readonly #free: Environment[] = [];
  readonly #waiting: ((environment: Environment) => void)[] = [];
  #starting = 0;
  #growth: NodeJS.Timeout | undefined;
  #lastFreed = 0;

  /** @param warm where those are told that are free: it may stop them */
  constructor(make: () => Environment, warm: WarmEnvironments) {
    this.#make = make;
    this.#warm = warm;
  }

  /** An environment that has started, for the caller alone until it gives it back. */
  take(): Promise<Environment> {
    for (let free = this.#free.pop(); free !== undefined; free = this.#free.pop()) {
      this.#warm.remove(free);
      if (free.alive) return Promise.resolve(free);
      this.#all.delete(free);
    }
    const taken = new Promise<Environment>((resolve) => this.#waiting.push(resolve));
    if (this.#all.size === 0) this.#start();
    else this.#growLater();
    return taken;
  }

  giveBack(environment: Environment): void {
    this.#lastFreed = performance.now();
    if (!environment.alive) {
      this.#all.delete(environment);
      if (this.#waiting.length > 0 && this.#starting === 0) this.#start();
      return;
    }
    const next = this.#waiting.shift();
    if (next === undefined) this.#keep(environment);
    else next(environment);
  }

  async close(): Promise<void> {
    clearTimeout(this.#growth);
    await Promise.all([...this.#all].map((environment) => environment.stop()));
  }

  #keep(environment: Environment): void {
    this.#free.push(environment);
    this.#warm.add(environment, () => {
      this.#free.splice(this.#free.indexOf(environment), 1);
      this.#all.delete(environment);
    });
  }

  #start(): void {
    const environment = this.#make();
    this.#all.add(environment);
    this.#starting += 1;
    environment.started.then(() => {
      this.#starting -= 1;
      // One that failed to start still ends an invocation, with its error.
      const next = this.#waiting.shift();
      if (next !== undefined) next(environment);
      else if (environment.alive) this.#keep(environment);
      else this.#all.delete(environment);
      if (this.#waiting.length > 0) this.#growLater();
    });
  }

  #growLater(): void {
    this.#growth ??= setTimeout(() => {
      this.#growth = undefined;
      if (this.#waiting.length === 0) return;
      const stuck = performance.now() - this.#lastFreed >= PATIENCE;
      const wanted = Math.min(this.#waiting.length, STARTS);
      if (stuck && this.#starting < wanted && this.#all.size < LIMIT) this.#start();
      this.#growLater();
    }, PATIENCE);
  }
}
