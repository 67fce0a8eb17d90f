import type { Environment } from "./environment.ts";
import type { Room } from "./room.ts";

/** The environments that are free, whatever function they are of: the one that was used longest ago is stopped where another needs its room. */
export class WarmEnvironments {
  readonly #room: Room;
  /** In the order in which they came free, with what is to be done when one makes room. */
  readonly #free = new Map<Environment, () => void>();

  constructor(room: Room) {
    this.#room = room;
    room.onWanted = () => this.#makeRoom();
  }

  /** @param stopped called when it was stopped to make room for another */
  add(environment: Environment, stopped: () => void): void {
    this.#free.set(environment, stopped);
    this.#makeRoom();
  }

  remove(environment: Environment): void {
    this.#free.delete(environment);
  }

  #makeRoom(): void {
    for (const [environment, stopped] of this.#free) {
      if (!this.#room.wanted) return;
      this.#free.delete(environment);
      void environment.stop();
      stopped();
    }
  }
}
