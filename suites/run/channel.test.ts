import { expect, test } from "vitest";
import { createChannel } from "./channel.ts";

async function collect<T>(channel: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of channel) values.push(value);
  return values;
}

test("values come in order, those sent before and while it is read", async () => {
  const channel = createChannel<number>();
  channel.send(1);
  const all = collect(channel);
  await Promise.resolve();
  channel.send(2);
  channel.send(3);
  channel.end();
  expect(await all).toEqual([1, 2, 3]);
});

test("a fault reaches the reader after what was sent before it", async () => {
  const channel = createChannel<number>();
  channel.send(1);
  channel.end(new Error("broken"));
  const seen: number[] = [];
  await expect(
    (async () => {
      for await (const value of channel) seen.push(value);
    })(),
  ).rejects.toThrow("broken");
  expect(seen).toEqual([1]);
});
