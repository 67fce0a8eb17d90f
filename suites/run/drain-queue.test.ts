import { expect, test } from "vitest";
import { drainQueue } from "./drain-queue.ts";

/** Work on items that lasts until the test ends it, and the items that it began with. */
function stoppable(): {
  work: (item: string) => Promise<void>;
  begun: string[];
  end: (item: string) => void;
} {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    begun,
    work: (item) => {
      begun.push(item);
      return new Promise((resolve) => ends.set(item, resolve));
    },
    end: (item) => ends.get(item)?.(),
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("so many items are under way at once, in order", async () => {
  const { work, begun, end } = stoppable();
  const queue = ["a", "b", "c", "d"];
  const drained = drainQueue(queue, 2, work);
  expect(begun).toEqual(["a", "b"]);
  expect(queue).toEqual(["c", "d"]);
  end("b");
  await turn();
  expect(begun).toEqual(["a", "b", "c"]);
  for (const item of ["a", "c"]) end(item);
  await turn();
  end("d");
  await drained;
  expect(begun).toEqual(["a", "b", "c", "d"]);
});

test("what is put into the queue meanwhile is worked on", async () => {
  const queue = ["a"];
  const done: string[] = [];
  await drainQueue(queue, 1, async (item) => {
    done.push(item);
    if (item === "a") queue.unshift("b");
  });
  expect(done).toEqual(["a", "b"]);
});

test("nothing is begun once it is stopped, and what is under way is waited for", async () => {
  const { work, begun, end } = stoppable();
  const queue = ["a", "b", "c"];
  let isStopped = false;
  let isDrained = false;
  const drained = drainQueue(queue, 2, work, () => isStopped).then(() => {
    isDrained = true;
  });
  isStopped = true;
  end("a");
  await turn();
  expect([isDrained, begun, queue]).toEqual([false, ["a", "b"], ["c"]]);
  end("b");
  await drained;
  expect(queue).toEqual(["c"]);
});

test("what is not ready waits for what is under way, and is begun all the same when nothing is", async () => {
  const { work, begun, end } = stoppable();
  const gates: Record<string, string> = { b: "a", c: "b", d: "nothing that is ever over" };
  const over: string[] = [];
  const drained = drainQueue(
    ["d", "c", "b", "a"],
    3,
    (item) => work(item).then(() => void over.push(item)),
    undefined,
    (item) => gates[item] === undefined || over.includes(gates[item]),
  );
  for (const item of ["a", "b", "c", "d"]) {
    await turn();
    expect(begun.at(-1)).toBe(item);
    end(item);
  }
  await drained;
  expect(begun).toEqual(["a", "b", "c", "d"]);
});

test("a fault is thrown", async () => {
  await expect(drainQueue(["a"], 1, () => Promise.reject(new Error("fault")))).rejects.toThrow("fault");
});
