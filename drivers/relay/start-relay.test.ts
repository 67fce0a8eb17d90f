import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Passed } from "./passed.ts";
import { type StartedRelay, startRelay } from "./start-relay.ts";

let server: Server;
beforeEach(async () => {
  server = createServer((_, reply) => reply.end("{}")).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function relay(mostWaiting: number, passed: Passed[]): Promise<StartedRelay> {
  const to = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return startRelay({ to, port: 0, host: "127.0.0.1", tls: {}, mostWaiting }, (one) => passed.push(one));
}

test("each exchange is told of, those that wait when it ends too", async () => {
  const passed: Passed[] = [];
  const started = await relay(1024 * 1024, passed);
  for (let nth = 0; nth < 3; nth++) await (await fetch(started.url)).text();
  expect(await started.close()).toEqual({ skipped: 0, givenUp: 0 });
  expect(started.waiting).toBe(0);
  expect(passed.map(({ exchange }) => exchange.reply?.status)).toEqual([200, 200, 200]);
});

test("what comes when it is given up is counted, and never told of", async () => {
  const passed: Passed[] = [];
  const started = await relay(1024 * 1024, passed);
  started.giveUp();
  for (let nth = 0; nth < 3; nth++) await (await fetch(started.url)).text();
  expect(await started.close()).toEqual({ skipped: 0, givenUp: 3 });
  expect(passed).toEqual([]);
});

test("what there is no room for is passed on, counted, and never told of", async () => {
  const passed: Passed[] = [];
  const started = await relay(100, passed);
  for (let nth = 0; nth < 3; nth++) expect(await (await fetch(started.url)).text()).toBe("{}");
  expect(await started.close()).toEqual({ skipped: 3, givenUp: 0 });
  expect(passed).toEqual([]);
});
