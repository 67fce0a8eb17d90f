/**
 * Works on the items of a queue, a limited number at once, until it is empty or `stopped`. Resolves when no work is in progress.
 * @param queue an item is removed when work on it begins. The first ready item is next, or the first of all if none is ready and no work
 * goes on
 * @param ready whether work on an item may begin; called again when work on another item has ended
 */
export async function drainQueue<T>(
  queue: T[],
  workers: number,
  work: (item: T) => Promise<void>,
  stopped: () => boolean = () => false,
  ready: (item: T) => boolean = () => true,
): Promise<void> {
  let busy = 0;
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    for (const go of waiting) go();
    waiting = [];
  };
  const worker = async (): Promise<void> => {
    while (queue.length > 0 && !stopped()) {
      const index = queue.findIndex(ready);
      if (index === -1 && busy > 0) {
        await new Promise<void>((resolve) => waiting.push(resolve));
        continue;
      }
      const [item] = queue.splice(Math.max(index, 0), 1);
      busy += 1;
      try {
        await work(item as T);
      } finally {
        busy -= 1;
        wake();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(queue.length, workers) }, worker));
}
