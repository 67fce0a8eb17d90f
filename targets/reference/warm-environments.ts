import type { Environment } from "./environment.ts";
import type { Room } from "./room.ts";

/** The free environments of all functions. When another environment needs room, the one that has been free for longest is stopped. */
export class WarmEnvironments {
  readonly #room: Room;
  /** In the order in which they became free. The value is the function to call when the environment makes room. */
  readonly #free = new Map<Environment, () => void>();

  constructor(room: Room) {
    this.#room = room;
    room.onWanted = () => this.#makeRoom();
  }

  /** @param stopped called when the environment was stopped to make room for another */
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
      environment.makeRoom();
      stopped();
    }
  }
}
