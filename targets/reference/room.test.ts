import { expect, test } from "vitest";
import { Room } from "./room.ts";

test("who needs much has its turn before those who came later and need little", async () => {
  const room = new Room(10);
  expect(room.tryTake(6)).toBe(true);
  const turns: string[] = [];
  const large = room.take(8).then(() => turns.push("large"));
  const small = room.take(1).then(() => turns.push("small"));
  expect(room.tryTake(1)).toBe(false);
  room.giveBack(6);
  await large;
  await small;
  expect(turns).toEqual(["large", "small"]);
  expect(room.tryTake(2)).toBe(false);
  expect(room.tryTake(1)).toBe(true);
});

test("more than there is, is all of it", async () => {
  const room = new Room(10);
  expect(await room.take(25)).toBe(10);
  room.giveBack(10);
  expect(room.tryTake(10)).toBe(true);
});

test("it says when somebody begins to wait", async () => {
  const room = new Room(1);
  await room.take(1);
  let asked = 0;
  room.onWanted = () => {
    asked++;
    room.giveBack(1);
  };
  await room.take(1);
  expect(asked).toBe(1);
  expect(room.wanted).toBe(false);
});
