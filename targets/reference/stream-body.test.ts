import { expect, test } from "vitest";
import { loadSpecification } from "../../specs/load-specification.ts";
import { readFrames } from "../../wire/frames.ts";
import { StreamBody, streamFrames } from "./stream-body.ts";

const frames = streamFrames(loadSpecification().operations.InvokeWithResponseStream);

async function all(body: StreamBody): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return pieces;
}

function texts(pieces: readonly Uint8Array[]): string[] {
  return readFrames(Buffer.concat(pieces)).frames.map(({ payload }) => Buffer.from(payload).toString());
}

test("a write is done when the reader has taken it", async () => {
  const body = new StreamBody(frames);
  let written = false;
  const writing = body.write([Buffer.from("a"), Buffer.from("b")]).then(() => {
    written = true;
  });
  await new Promise(setImmediate);
  expect(written).toBe(false);
  const { value } = await body[Symbol.asyncIterator]().next();
  await writing;
  expect(texts([value as Uint8Array])).toEqual(["a", "b"]);
});

test("a reader waits for what is written, and is done after the end", async () => {
  const body = new StreamBody(frames);
  const read = all(body);
  await new Promise(setImmediate);
  void body.write([Buffer.from("a")]);
  await new Promise(setImmediate);
  body.end({ result: "1", log: Buffer.from("log") });
  expect(texts(await read)).toEqual(["a", "1", '{"LogResult":"bG9n"}']);
});

test("the error of a function that does not stream is a chunk", async () => {
  const body = new StreamBody(frames);
  body.end({ error: '{"errorType":"E"}' });
  expect(texts(await all(body))).toEqual(['{"errorType":"E"}', "{}"]);
  expect(await body.begun).toBe("application/json");
});

test("the reply begins with the first write or the end, and tells the type that was set until then", async () => {
  const untyped = new StreamBody(frames);
  let type: string | undefined;
  untyped.begun.then((its) => {
    type = its;
  });
  await new Promise(setImmediate);
  expect(type).toBeUndefined();
  void untyped.write([Buffer.from("a")]);
  untyped.contentType("text/late");
  await new Promise(setImmediate);
  expect(type).toBe("application/octet-stream");

  const typed = new StreamBody(frames);
  typed.contentType("text/csv");
  typed.end({});
  expect(await typed.begun).toBe("text/csv");
});

test("when the reader leaves, nothing waits any more: neither it, nor what was written, nor what will be", async () => {
  const body = new StreamBody(frames);
  const reader = body[Symbol.asyncIterator]();
  const waiting = reader.next();
  await reader.return?.();
  expect((await waiting).done).toBe(true);
  await body.write([Buffer.from("a")]);
  body.end({});
  expect((await reader.next()).done).toBe(true);

  const full = new StreamBody(frames);
  const writing = full.write([Buffer.from("a")]);
  await full[Symbol.asyncIterator]().return?.();
  await writing;
});
