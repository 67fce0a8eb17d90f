/** How long somebody waits for room before those who have some are asked to make it, in ms. */
const PATIENCE = 1000;

/** So much of something that runs out, such as memory. It is taken in turn: who needs much is not overtaken by many who need little. */
export class Room {
  readonly #size: number;
  #left: number;
  readonly #waiting: { readonly amount: number; readonly since: number; readonly granted: () => void }[] = [];
  /** Is called when somebody begins to wait: who has room that nobody uses gives it back. */
  onWanted: () => void = () => {};

  constructor(size: number) {
    this.#size = size;
    this.#left = size;
  }

  /** Takes some at once, if there is enough and nobody waits. */
  tryTake(amount: number): boolean {
    if (this.#waiting.length > 0 || amount > this.#left) return false;
    this.#left -= amount;
    return true;
  }

  /** Takes some when it is this one's turn; of more than there ever is, all. @returns how much was taken */
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

  /** Whether somebody waits for some. */
  get wanted(): boolean {
    return this.#waiting.length > 0;
  }

  /** Whether somebody has waited for long. */
  get overdue(): boolean {
    const [first] = this.#waiting;
    return first !== undefined && performance.now() - first.since > PATIENCE;
  }
}
