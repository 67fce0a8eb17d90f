import { expect, test } from "vitest";
import { mostReplyBytes } from "./most-reply-bytes.ts";

const MB = 1024 * 1024;
const most = (payload: unknown): number => mostReplyBytes(Buffer.from(JSON.stringify(payload)));

test("8 MB are read of whatever comes, and twice what the probe is told to make where that is more", () => {
  expect(mostReplyBytes(undefined)).toBe(8 * MB);
  expect(mostReplyBytes(Buffer.from("no JSON, but $probe"))).toBe(8 * MB);
  expect(mostReplyBytes(Buffer.alloc(6e6, "a"))).toBe(8 * MB);
  expect(most({ echo: 1 })).toBe(8 * MB);
  expect(most({ $probe: { bytes: { size: 1000 } } })).toBe(8 * MB);
  expect(most({ $probe: { bytes: { size: 7e6 } } })).toBe(14e6);
  expect(most({ $probe: { stream: { chunks: [{ text: "a".repeat(65_536), times: 128 }] } } })).toBe(
    16 * MB + 512 * 128,
  );
  expect(most({ $probe: { stream: { chunks: [{ text: "a", times: 100_000 }] } } })).toBe(2 * 257 * 100_000);
});
