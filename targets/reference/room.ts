/** How long a request for room waits before others are asked to make room, in ms. */
const PATIENCE = 1000;

/** An amount of something limited, such as memory. Requests are served in order, so that many small ones do not overtake a large one. */
export class Room {
  readonly #size: number;
  #left: number;
  readonly #waiting: { readonly amount: number; readonly since: number; readonly granted: () => void }[] = [];
  /** Called when somebody begins to wait, so that unused room can be given back. */
  onWanted: () => void = () => {};

  constructor(size: number) {
    this.#size = size;
    this.#left = size;
  }

  /** Takes an amount at once, if there is enough and nobody waits. */
  tryTake(amount: number): boolean {
    if (this.#waiting.length > 0 || amount > this.#left) return false;
    this.#left -= amount;
    return true;
  }

  /**
   * Takes an amount, in turn. An amount above the whole room takes all of it.
   * @returns the amount that was taken
   */
  async take(amount: number): Promise<number> {
    const taken = Math.min(amount, this.#size);
    if (this.tryTake(taken)) return taken;
    await new Promise<void>((granted) => {
      this.#waiting.push({ amount: taken, since: performance.now(), granted });
      this.onWanted();
    });
    return taken;
  }

  giveBack(amount: number): void {
    this.#left += amount;
    for (
      let next = this.#waiting[0];
      next !== undefined && next.amount <= this.#left;
      next = this.#waiting[0]
    ) {
      this.#waiting.shift();
      this.#left -= next.amount;
      next.granted();
    }
  }

  /** Whether somebody waits for room. */
  get wanted(): boolean {
    return this.#waiting.length > 0;
  }

  /** Whether somebody has waited longer than `PATIENCE`. */
  get overdue(): boolean {
    const [first] = this.#waiting;
    return first !== undefined && performance.now() - first.since > PATIENCE;
  }
}
