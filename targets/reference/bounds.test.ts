import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { loadSpecification } from "../../specs/load-specification.ts";
import type { RawHeaders } from "../../wire/raw-headers.ts";
import { createReference, type Reference } from "./reference.ts";

/** What a client that may invoke the probe can make the reference do, and what it cannot. */

const specification = loadSpecification();
const reference: Reference = createReference({ specification });
afterAll(() => reference.close());

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function invoke(
  body: string,
  {
    name = "probe",
    headers = [],
    of = reference,
  }: { name?: string; headers?: RawHeaders; of?: Reference } = {},
): Promise<Answer> {
  const target = `/2015-03-31/functions/${name}/invocations`;
  const reply = await of.handle({ method: "POST", target, headers, body: Buffer.from(body) });
  if (!(reply.body instanceof Uint8Array)) throw new Error("the reply is streamed");
  return { status: reply.status, text: Buffer.from(reply.body).toString() };
}

const probe = (order: object): string => JSON.stringify({ $probe: order });

test.each([
  ["a result of 500 MB", { bytes: { size: 5e8 } }, "bytes: 8000000 bytes at the most"],
  [
    "a stream of 1 TB, gathered",
    { stream: { chunks: [{ text: "a".repeat(1000), times: 1e9 }] } },
    "stream: 8000000 bytes at the most",
  ],
  ["a log of 500 MB", { log: { bytes: 5e8 } }, "log: 8000000 bytes at the most"],
])("%s is not made", async (_, order, says) => {
  expect(JSON.parse((await invoke(probe(order))).text)).toMatchObject({
    errorType: "BadInstruction",
    errorMessage: says,
  });
});

test.each([
  ["2,900,000 arrays in each other", "[".repeat(2.9e6) + "]".repeat(2.9e6)],
  ["1,900,000 empty objects", `[${"{},".repeat(1.9e6)}{}]`],
])("an event of %s ends its function, as one does that takes more than its memory", async (_, event) => {
  expect(JSON.parse((await invoke(event)).text)).toMatchObject({
    errorType: "Runtime.ExitError",
    errorMessage: expect.stringMatching(/signal: killed$/),
  });
});

test("an event as large as there may be comes back, also when others come at once", async () => {
  const events = ["a", "é", "€"].map(
    (letter) => `"${letter.repeat(Math.floor(6e6 / Buffer.byteLength(letter)))}"`,
  );
  const answers = await Promise.all(events.map((event) => invoke(event)));
  expect(answers.map(({ text }, index) => text === events[index])).toEqual([true, true, true]);
});

test("a result many times as long as its event is told to be too long", async () => {
  const { text } = await invoke(`[${"1e20,".repeat(400_000)}1]`);
  expect(JSON.parse(text)).toMatchObject({ errorType: "Function.ResponseSizeTooLarge" });
});

test("a broken payload is told with its place, and not parsed", async () => {
  expect((await invoke(`${"[".repeat(5e6)}`)).text).toContain("it ends too early, after 5000000 bytes");
});

test("events that wait are bounded: more of them are throttled", async () => {
  const busy = createReference({ specification });
  const headers: RawHeaders = [["X-Amz-Invocation-Type", "Event"]];
  const event = `"${"a".repeat(250_000)}"`;
  const statuses: number[] = [];
  for (let nth = 0; nth < 60; nth++) statuses.push((await invoke(event, { headers, of: busy })).status);
  expect(new Set(statuses)).toEqual(new Set([202, 429]));
  await expect
    .poll(async () => (await invoke(event, { headers, of: busy })).status, { timeout: 10_000 })
    .toBe(202);
  await busy.close();
});

test("functions tell this machine that they ran, and other hosts only where they are allowed", async () => {
  let told = 0;
  const collector = createServer((request, reply) => {
    told++;
    request.resume();
    reply.writeHead(204).end();
  });
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
  const { port } = collector.address() as AddressInfo;
  const count = (host: string): string =>
    probe({ count: { url: `http://${host}:${port}/`, nonce: "n" }, return: { value: 1 } });
  expect((await invoke(count("127.0.0.1"))).text).toBe("1");
  expect((await invoke(count("localhost"))).text).toBe("1");
  expect((await invoke(count("127.0.0.2"))).text).toContain(
    "its host is not one of those that this function may tell",
  );
  expect(told).toBe(2);
  const open = createReference({ specification, collectors: ["127.0.0.2"] });
  // Nothing listens there, but the probe tries to report to it.
  const asked = await invoke(count("127.0.0.2"), { of: open });
  expect(asked.text).toContain("CountFailed");
  expect(asked.text).not.toContain("its host");
  await open.close();
  collector.close();
});

test("nothing is run while megabytes wait for slow clients", async () => {
  const sent = reference.outbox.add(30_000_000);
  let answered = false;
  const waiting = invoke("1").then(({ text }) => {
    answered = true;
    return text;
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(answered).toBe(false);
  sent();
  expect(await waiting).toBe("1");
});

test("more functions at once than there is room for wait for each other", async () => {
  const answers = await Promise.all(Array.from({ length: 40 }, () => invoke(probe({ sleep: { ms: 50 } }))));
  expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(["{}"]));
});
