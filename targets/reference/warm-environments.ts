import type { Environment } from "./environment.ts";

/** The environments that are free, whatever function they are of: of more than so many, the one that was used longest ago is stopped. */
export class WarmEnvironments {
  readonly #most: number;
  /** In the order in which they came free. */
  readonly #free = new Set<Environment>();

  constructor(most: number) {
    this.#most = most;
  }

  add(environment: Environment): void {
    this.#free.add(environment);
    const [oldest] = this.#free;
    if (oldest === undefined || this.#free.size <= this.#most) return;
    this.#free.delete(oldest);
    void oldest.stop();
  }

  remove(environment: Environment): void {
    this.#free.delete(environment);
  }
}
