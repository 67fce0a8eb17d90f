import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Collector, startCollector } from "./collector.ts";

let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.close());

const post = async (body: string): Promise<number> => {
  const reply = await fetch(collector.url, { method: "POST", body });
  return reply.status;
};
const tell = (nonce: string, requestId?: string | null): Promise<number> =>
  post(JSON.stringify({ nonce, requestId }));

it("keeps what it is told, by nonce, in order", async () => {
  const before = Date.now();
  expect([await tell("a", "1"), await tell("b", null), await tell("a", "2")]).toEqual([204, 204, 204]);
  expect(collector.entries("a").map(({ requestId }) => requestId)).toEqual(["1", "2"]);
  expect(collector.entries("b")).toEqual([{ at: expect.any(Number) }]);
  expect(collector.entries("c")).toEqual([]);
  const at = collector.entries("a")[0]?.at ?? 0;
  expect(at).toBeGreaterThanOrEqual(before);
  expect(at).toBeLessThanOrEqual(Date.now());
});

it("keeps what a function was told, and what a dead letter says", async () => {
  const context = { requestId: "1", clientContext: null };
  const deadLetter = { ErrorCode: "200", ErrorMessage: "m" };
  await post(JSON.stringify({ nonce: "told", requestId: "1", context }));
  await post(JSON.stringify({ nonce: "told", requestId: "1", deadLetter }));
  await post(JSON.stringify({ nonce: "told", destination: { version: "1.0" } }));
  await post(JSON.stringify({ nonce: "told", context: [1], deadLetter: "x" }));
  expect(collector.entries("told")).toEqual([
    { at: expect.any(Number), requestId: "1", context },
    { at: expect.any(Number), requestId: "1", deadLetter },
    { at: expect.any(Number), destination: { version: "1.0" } },
    { at: expect.any(Number) },
  ]);
});

describe("waitFor", () => {
  it("answers at once when enough were told", async () => {
    await tell("w1");
    expect(await collector.waitFor("w1", 1, 60_000)).toHaveLength(1);
    expect(await collector.waitFor("never", 0, 60_000)).toEqual([]);
  });

  it("answers as soon as enough are told", async () => {
    const waiting = collector.waitFor("w2", 2, 60_000);
    await tell("w2");
    await tell("w2");
    expect(await waiting).toHaveLength(2);
  });

  it("answers with what there is when the time has passed", async () => {
    await tell("w3");
    const began = performance.now();
    expect(await collector.waitFor("w3", 2, 30)).toHaveLength(1);
    expect(performance.now() - began).toBeGreaterThan(25);
  });

  it("ends with the run", async () => {
    const stop = new AbortController();
    const waiting = collector.waitFor("w4", 1, 60_000, stop.signal);
    stop.abort(new Error("stopped"));
    await expect(waiting).rejects.toThrow("stopped");
    await expect(collector.waitFor("w4", 1, 60_000, stop.signal)).rejects.toThrow("stopped");
  });
});

it.each(["", "hello", "null", "[]", "{}", '{"nonce":1}', `{"nonce":"${"x".repeat(20_000)}"}`])(
  "refuses %.20s",
  async (body) => {
    expect(await post(body)).toBe(400);
  },
);

it("forgets nobody of many at once", async () => {
  const nonces = Array.from({ length: 200 }, (_, index) => `many-${index}`);
  await Promise.all(nonces.map((nonce) => tell(nonce)));
  expect(nonces.every((nonce) => collector.entries(nonce).length === 1)).toBe(true);
});

it("does not grow with a function that runs without end", async () => {
  await Promise.all(Array.from({ length: 120 }, () => tell("mad")));
  expect(collector.entries("mad")).toHaveLength(100);
});

describe("a collector with a place of its own", () => {
  it.each([
    [{ address: "::1" }, /^http:\/\/\[::1\]:\d+\/$/],
    [{ address: "127.0.0.2" }, /^http:\/\/127\.0\.0\.2:\d+\/$/],
    [{ address: "127.0.0.1", host: "localhost" }, /^http:\/\/localhost:\d+\/$/],
    [{ address: "::1", host: "::1" }, /^http:\/\/\[::1\]:\d+\/$/],
  ])("listens at %o, and can be called by its URL", async (place, url) => {
    const other = await startCollector(place);
    try {
      expect(other.url).toMatch(url);
      const body = JSON.stringify({ nonce: "n" });
      expect((await fetch(other.url, { method: "POST", body })).status).toBe(204);
      expect(other.entries("n")).toHaveLength(1);
    } finally {
      await other.close();
    }
  });

  it("listens on the port that it was told", async () => {
    const first = await startCollector();
    const port = Number(new URL(first.url).port);
    await expect(startCollector({ port })).rejects.toThrow(
      `--collector-listen: something else listens on 127.0.0.1, port ${port}`,
    );
    await first.close();
    const second = await startCollector({ port });
    expect(second.url).toBe(first.url);
    await second.close();
  });

  it.each([
    [{ address: "0.0.0.0" }, "add --collector-host"],
    [{ address: "::" }, "add --collector-host"],
    [{ address: "192.0.2.1" }, "this machine has no address 192.0.2.1"],
  ])("says why %o is no place", async (place, says) => {
    await expect(startCollector(place)).rejects.toThrow(says);
  });
});
