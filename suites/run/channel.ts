/** Passes values from many producers to one consumer, in order, until it is ended or failed. */
export interface Channel<T> extends AsyncIterable<T> {
  send(value: T): void;
  end(fault?: unknown): void;
}

export function createChannel<T>(): Channel<T> {
  const values: T[] = [];
  let ended: { readonly fault?: unknown } | undefined;
  let wake = (): void => {};
  return {
    send(value) {
      values.push(value);
      wake();
    },
    end(fault) {
      ended ??= fault === undefined ? {} : { fault };
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        // Take all at once, because each shift of a long array takes time in proportion to its length.
        for (const value of values.splice(0)) yield value;
        if (values.length > 0) continue;
        if (ended) {
          if ("fault" in ended) throw ended.fault;
          return;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
