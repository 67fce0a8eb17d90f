import { expect, test } from "vitest";
import { writtenBy } from "./written-by.ts";

const text = (event: unknown): string | undefined => {
  const written = writtenBy(event);
  return written && Buffer.from(written).toString();
};
const streams = (stream: unknown): unknown => ({ $probe: { stream } });

test("chunks are joined, each as often as it is written", () => {
  const chunks = [{ text: "é" }, { base64: "YWI=", times: 3 }, { text: "", times: 9 }, { text: "z" }];
  expect(text(streams({ chunks }))).toBe("éabababz");
  expect(text(streams({ chunks: [] }))).toBe("");
});

test("nothing is written after the function threw or exited", () => {
  const chunks = [{ text: "a" }, { text: "b" }, { text: "c" }];
  expect(text(streams({ chunks, throw: { after: 0 } }))).toBe("a");
  expect(text(streams({ chunks, exit: { after: 1 } }))).toBe("ab");
  expect(text(streams({ chunks, throw: { after: -1 } }))).toBe("");
  expect(text(streams({ chunks, throw: { after: 2 } }))).toBe("abc");
});

test("what only the function knows, and what is no stream, is not told", () => {
  expect(text(streams({ chunks: [{ text: "a" }, { clock: true }] }))).toBeUndefined();
  for (const other of [null, 1, [], { $probe: null }, streams(null), streams({}), streams({ chunks: 1 })])
    expect(writtenBy(other)).toBeUndefined();
});
