import { expect, test } from "vitest";
import { encodeFrame } from "../wire/encode-frame.ts";
import type { Exchange } from "../wire/exchange.ts";
import { factsOf } from "./facts-of.ts";
import { recordOf } from "./record.ts";
import type { ReportedVerdict } from "./report.ts";
import { hostileContext } from "./testing/hostile-run.ts";

const chunk = (text: string): Uint8Array =>
  encodeFrame([{ name: ":event-type", type: "string", value: "PayloadChunk" }], Buffer.from(text));

/** What a report shows of the frames if these places of the observation are wrong. */
function framesTold(body: Uint8Array, ...places: readonly string[]): string[] {
  const exchange: Exchange = {
    origin: "http://127.0.0.1:1",
    request: { method: "POST", target: "/", headers: [], body: new Uint8Array() },
    startedAt: 0,
    reply: { status: 200, headers: [], body, chunks: [{ at: 1, size: body.length }], headAt: 1, endAt: 2 },
  };
  const event = {
    type: "verdict",
    verdict: {
      clause: "invoke-with-response-stream/frames/event-type",
      level: "must",
      says: "It is so.",
      outcome: "fail",
      cases: 1,
      exchanges: 1,
      ms: 1,
      failure: {
        why: "why",
        case: { kind: "kind", why: "why", steps: [] },
        exchanges: [exchange],
        violations: places.map((says) => ({ says, expected: "1", actual: "2" })),
        shrinks: 0,
        replay: "x:1:0",
      },
    },
  } as const;
  const record = recordOf(event, hostileContext);
  const verdict = { source: [], ...(record as { verdict: object }).verdict } as unknown as ReportedVerdict;
  const facts = factsOf(verdict, { run: { command: "lambda-conformance run" }, verdicts: [verdict] });
  const first = facts.findIndex(({ label }) => label === "frames");
  if (first === -1) return [];
  const lines = facts.slice(first).filter(({ label }, index) => index === 0 || label === "");
  return lines.map(({ text }) => text);
}

const shown = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => /^frame (\d+)/.exec(line)?.[1] ?? []);

const body = Buffer.concat(Array.from({ length: 9 }, (_, index) => chunk(String(index))));

test("a failure of a frame shows that frame", () => {
  const lines = framesTold(body, "stream.events.4.eventType");
  expect(shown(lines)).toEqual(["5"]);
  expect(lines).toContainEqual(expect.stringMatching(/ 34 +payload, 1 bytes: "4"$/));
});

test("a fault of the framing shows where it is, and what it is", () => {
  const wrong = Buffer.from(body);
  wrong.writeUInt8(wrong.readUInt8(wrong.length - 1) ^ 1, wrong.length - 1);
  const lines = framesTold(wrong, "stream.faults.message-crc");
  expect(shown(lines)).toEqual(["8", "9"]);
  expect(lines).toContainEqual(expect.stringMatching(/ message checksum, WRONG: /));
  expect(lines.at(-1)).toMatch(/^fault: frame 9, /);
});

test("any other failure of a stream shows its first and last frame", () => {
  expect(shown(framesTold(body, "stream.completes"))).toEqual(["1", "9"]);
});

test("a failure that is none of the stream shows no frames", () => {
  expect(framesTold(body, "header x-amzn-requestid")).toEqual([]);
});
