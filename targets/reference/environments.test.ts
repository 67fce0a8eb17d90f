import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Ending, Environment } from "./environment.ts";
import { Environments } from "./environments.ts";
import { Room } from "./room.ts";
import { WarmEnvironments } from "./warm-environments.ts";

/** An environment that has started when the test says so, and never runs anything. */
class Fake extends Environment {
  stopped = false;

  finishStart(): void {
    this.hear(["ready"]);
  }

  die(): void {
    this.exited(1);
  }

  log(): Buffer {
    return Buffer.alloc(0);
  }

  memoryUsed(): number {
    return 0;
  }

  protected send(): void {}

  protected async kill(): Promise<void> {
    this.stopped = true;
  }
}

let made: Fake[];
let environments: Environments;
/** Megabytes that one environment takes. */
const EACH = 11;
beforeEach(() => {
  vi.useFakeTimers();
  made = [];
  [environments] = makeEnvironments(10, 1) as [Environments];
});
afterEach(() => {
  vi.useRealTimers();
});

/** The environments of this many functions, with room for `most` environments in total. */
function makeEnvironments(
  most: number,
  functions: number,
  room: Room = new Room(most * EACH),
): Environments[] {
  const warm = new WarmEnvironments(room);
  const make = (): Fake => {
    const fake = new Fake();
    made.push(fake);
    return fake;
  };
  return Array.from({ length: functions }, () => new Environments(make, warm, room, EACH));
}

async function started(): Promise<Fake> {
  const taken = environments.take() as Promise<Fake>;
  made.at(-1)?.finishStart();
  return taken;
}

test("one that is free is used again, the last one first", async () => {
  const first = await started();
  const waiting = environments.take();
  await vi.advanceTimersByTimeAsync(20);
  made[1]?.finishStart();
  const second = await waiting;
  expect(made).toHaveLength(2);
  environments.giveBack(first);
  environments.giveBack(second);
  expect(await environments.take()).toBe(second);
  expect(await environments.take()).toBe(first);
});

test("who waits gets what comes free, in turn, and nothing is made while things move", async () => {
  const only = await started();
  const order: number[] = [];
  for (const number of [1, 2, 3, 4, 5]) environments.take().then(() => order.push(number));
  for (let round = 0; round < 5; round++) {
    await vi.advanceTimersByTimeAsync(8);
    environments.giveBack(only);
  }
  await vi.advanceTimersByTimeAsync(0);
  expect(order).toEqual([1, 2, 3, 4, 5]);
  expect(made).toHaveLength(1);
});

test("when nothing comes free more are made, a few at a time", async () => {
  await started();
  for (let count = 0; count < 5; count++) void environments.take();
  await vi.advanceTimersByTimeAsync(100);
  expect(made).toHaveLength(3);
  made[1]?.finishStart();
  await vi.advanceTimersByTimeAsync(100);
  expect(made).toHaveLength(4);
});

test("one that died is never handed out, and another takes its place", async () => {
  const first = await started();
  environments.giveBack(first);
  first.die();
  const next = started();
  expect(made).toHaveLength(2);
  const second = await next;
  expect(second).not.toBe(first);
  const waiting = environments.take();
  second.die();
  environments.giveBack(second);
  expect(made).toHaveLength(3);
  made[2]?.finishStart();
  expect(await waiting).toBe(made[2]);
});

test("of those that are free, whatever they are of, the one used longest ago makes room", async () => {
  for (const one of makeEnvironments(2, 3)) {
    const taken = one.take();
    await vi.advanceTimersByTimeAsync(0);
    made.at(-1)?.finishStart();
    one.giveBack(await taken);
    environments = one;
  }
  expect(made.map(({ stopped }) => stopped)).toEqual([true, false, false]);
  expect(await environments.take()).toBe(made[2]);
});

test("where there is no room one waits until another is given back, of whatever function", async () => {
  const [busy, other] = makeEnvironments(1, 2) as [Environments, Environments];
  const taken = busy.take();
  made[0]?.finishStart();
  const first = await taken;
  const waiting = other.take();
  await vi.advanceTimersByTimeAsync(500);
  expect(made).toHaveLength(1);
  busy.giveBack(first);
  await vi.advanceTimersByTimeAsync(0);
  expect(made.map(({ stopped }) => stopped)).toEqual([true, false]);
  made[1]?.finishStart();
  expect(await waiting).toBe(made[1]);
});

test("a function that is called without end lets others have their turn", async () => {
  const [busy, other] = makeEnvironments(1, 2) as [Environments, Environments];
  const taken = busy.take();
  made[0]?.finishStart();
  let mine = await taken;
  const waiting = other.take();
  const turns: string[] = [];
  void waiting.then(() => turns.push("other"));
  for (let turn = 0; turn < 30 && turns.length === 0; turn++) {
    const next = busy.take();
    void next.then((its) => {
      mine = its;
    });
    await vi.advanceTimersByTimeAsync(50);
    busy.giveBack(mine);
    await vi.advanceTimersByTimeAsync(0);
    made.at(-1)?.finishStart();
    await vi.advanceTimersByTimeAsync(0);
  }
  expect(turns).toEqual(["other"]);
});

test("one that waited for room and is not wanted any more gives it back", async () => {
  const room = new Room(2 * EACH);
  const [only] = makeEnvironments(2, 1, room) as [Environments];
  const [first, second] = [only.take(), only.take()];
  made[0]?.finishStart();
  const held = await first;
  expect(room.tryTake(EACH)).toBe(true);
  await vi.advanceTimersByTimeAsync(30);
  expect(room.wanted).toBe(true);
  only.giveBack(held);
  expect(await second).toBe(held);
  room.giveBack(EACH);
  await vi.advanceTimersByTimeAsync(0);
  expect(made).toHaveLength(1);
  expect(room.tryTake(EACH)).toBe(true);
});

test("one that does not start tells its first invocation why", async () => {
  const taken = environments.take();
  made[0]?.die();
  const environment = await taken;
  expect(environment.alive).toBe(false);
  const ending: Ending = await environment.run(
    {
      requestId: "",
      payload: "1",
      arn: "",
      deadline: 0,
      traceId: "",
      clientContext: undefined,
      tenantId: undefined,
    },
    { passes: false, async write() {} },
  );
  expect(ending).toEqual({ kind: "exited", how: "Runtime exited with error: exit status 1" });
});

test("closing stops them all", async () => {
  await started();
  await environments.close();
  expect(made.map(({ stopped }) => stopped)).toEqual([true]);
});
