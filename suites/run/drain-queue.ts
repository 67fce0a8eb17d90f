/**
 * Works on the items of a queue, in order, so many at once, until it is empty or `stopped`. Resolves when nothing is under way any more.
 * @param queue each item is taken out when work on it begins
 */
export async function drainQueue<T>(
  queue: T[],
  workers: number,
  work: (item: T) => Promise<void>,
  stopped: () => boolean = () => false,
): Promise<void> {
  const worker = async (): Promise<void> => {
    while (queue.length > 0 && !stopped()) await work(queue.shift() as T);
  };
  await Promise.all(Array.from({ length: Math.min(queue.length, workers) }, worker));
}
