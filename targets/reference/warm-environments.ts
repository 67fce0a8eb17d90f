import type { Environment } from "./environment.ts";

/** The environments that are free, whatever function they are of: of more than so many, the one that was used longest ago is stopped. */
export class WarmEnvironments {
  readonly #most: number;
  /** In the order in which they came free, with what is to be done when one makes room. */
  readonly #free = new Map<Environment, () => void>();

  constructor(most: number) {
    this.#most = most;
  }

  /** @param stopped called when it was stopped to make room for another */
  add(environment: Environment, stopped: () => void): void {
    this.#free.set(environment, stopped);
    const [oldest] = this.#free;
    if (oldest === undefined || this.#free.size <= this.#most) return;
    const [its, told] = oldest;
    this.#free.delete(its);
    void its.stop();
    told();
  }

  remove(environment: Environment): void {
    this.#free.delete(environment);
  }
}
