/** Plays at one time: most of them wait for functions, not for us. */
const PLAYS = 6;

/** Does something with each item, a few at a time, in order. */
export async function inParallel<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await act(item);
  };
  await Promise.all(Array.from({ length: PLAYS }, worker));
}
