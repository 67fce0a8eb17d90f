import type { Environment } from "./environment.ts";
import type { Room } from "./room.ts";
import type { WarmEnvironments } from "./warm-environments.ts";

/** How long an invocation waits for an environment in use to become free, in ms. After that, another environment is started. */
const PATIENCE = 10;
/** The number of simultaneous cold starts. More would only slow each other down. */
const STARTS = 2;

/** The execution environments of one version of a function. Free ones are reused; a new one starts when none is free. */
export class Environments {
  readonly #make: () => Environment;
  readonly #warm: WarmEnvironments;
  readonly #room: Room;
  readonly #megabytes: number;
  readonly #all = new Set<Environment>();
  /** The one that was used last is at the end and is taken first, so that few stay warm. */
  readonly #free: Environment[] = [];
  readonly #waiting: ((environment: Environment) => void)[] = [];
  #starting = 0;
  #growth: NodeJS.Timeout | undefined;
  #lastFreed = 0;

  /**
   * @param warm collects the free environments, and may stop them
   * @param room megabytes for the environments of all functions
   * @param megabytes what one environment takes; with 0, one is started whenever none is free
   */
  constructor(make: () => Environment, warm: WarmEnvironments, room: Room, megabytes: number) {
    this.#make = make;
    this.#warm = warm;
    this.#room = room;
    this.#megabytes = megabytes;
  }

  /** Whether there is no environment, and no invocation waits for one. */
  get isEmpty(): boolean {
    return this.#all.size === 0 && this.#starting === 0;
  }

  /** A started environment. It is used for nothing else until `giveBack`. */
  take(): Promise<Environment> {
    for (let free = this.#free.pop(); free !== undefined; free = this.#free.pop()) {
      this.#warm.remove(free);
      if (free.alive) return Promise.resolve(free);
      this.#gone(free);
    }
    const taken = new Promise<Environment>((resolve) => this.#waiting.push(resolve));
    if (this.isEmpty || this.#megabytes === 0) this.#start();
    else this.#growLater();
    return taken;
  }

  giveBack(environment: Environment): void {
    this.#lastFreed = performance.now();
    // When another function has waited long for room, it must not wait until this function is idle.
    if (environment.alive && this.#room.overdue) void environment.stop();
    if (!environment.alive) {
      this.#gone(environment);
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
      this.#gone(environment);
    });
  }

  #gone(environment: Environment): void {
    if (this.#all.delete(environment)) this.#room.giveBack(this.#megabytes);
  }

  #start(): void {
    this.#starting += 1;
    if (this.#megabytes === 0 || this.#room.tryTake(this.#megabytes)) {
      this.#begin();
      return;
    }
    void this.#room.take(this.#megabytes).then(() => {
      if (this.#waiting.length > 0) {
        this.#begin();
        return;
      }
      this.#starting -= 1;
      this.#room.giveBack(this.#megabytes);
    });
  }

  #begin(): void {
    const environment = this.#make();
    this.#all.add(environment);
    environment.started.then(() => {
      this.#starting -= 1;
      // An environment that failed to start still ends an invocation, with its error.
      const next = this.#waiting.shift();
      if (next !== undefined) next(environment);
      else if (environment.alive) this.#keep(environment);
      else this.#gone(environment);
      if (this.#waiting.length > 0) this.#growLater();
    });
  }

  #growLater(): void {
    this.#growth ??= setTimeout(() => {
      this.#growth = undefined;
      if (this.#waiting.length === 0) return;
      const stuck = performance.now() - this.#lastFreed >= PATIENCE;
      const wanted = Math.min(this.#waiting.length, STARTS);
      if (stuck && this.#starting < wanted) this.#start();
      this.#growLater();
    }, PATIENCE);
  }
}
