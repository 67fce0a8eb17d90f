import { expect, test } from "vitest";
import type { Exchange } from "../../wire/exchange.ts";
import { callFigures } from "./call-figures.ts";

/** Exchanges of one call, 100 ms apart, with these statuses. undefined: the request got no response. */
function exchanges(...statuses: (number | undefined)[]): Exchange[] {
  return statuses.map((status, index) => ({
    origin: "http://127.0.0.1",
    request: { method: "POST", target: "/", headers: [], body: new Uint8Array() },
    startedAt: index * 100,
    ...(status !== undefined && {
      reply: { status, headers: [], body: new Uint8Array(), chunks: [], headAt: 0, endAt: 0 },
    }),
  }));
}

test.each<[string, (number | undefined)[], number, number, number]>([
  ["nothing was sent", [], 0, 0, 0],
  ["a result", [200], 1, 1, 0],
  ["an event", [202], 1, 1, 0],
  ["a request that was throttled ran nothing", [429, 200], 1, 1, 0],
  ["nobody knows whether one that met 500 ran", [500, 200], 1, 2, 0],
  ["one that was not answered ran, for nobody", [undefined, 200], 2, 2, 1],
  ["all of them", [undefined, undefined, undefined], 3, 3, 3],
])("%s", (_, statuses, least, most, unanswered) => {
  expect(callFigures(exchanges(...statuses))).toMatchObject({
    requests: statuses.length,
    executions: { least, most },
    unanswered,
  });
});

test("further requests are told by when they came", () => {
  expect(callFigures(exchanges(500, 500, 200)).afterMs).toEqual([100, 200]);
});
