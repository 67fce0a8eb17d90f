import { expect, test } from "vitest";
import { logView } from "./log-view.ts";

const base64 = (text: string): string => Buffer.from(text).toString("base64");

test("text records are read with their fields", () => {
  const text =
    "START RequestId: 5e1 Version: $LATEST\nhello\nEND RequestId: 5e1\n" +
    "REPORT RequestId: 5e1\tDuration: 1.87 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 30 MB\tInit Duration: 107.14 ms\t\n";
  expect(logView(base64(text))).toMatchObject({
    base64: true,
    bytes: text.length,
    format: "text",
    start: { requestId: "5e1", version: "$LATEST" },
    end: { requestId: "5e1" },
    report: {
      requestId: "5e1",
      durationMs: 1.87,
      billedMs: 2,
      memoryMb: 128,
      maxMemoryMb: 30,
      initMs: 107.14,
    },
  });
});

test("a report without Init Duration has none, and does not take Duration for it", () => {
  const { report } = logView(base64("REPORT RequestId: a\tDuration: 3 ms\tBilled Duration: 4 ms\t\n"));
  expect(report).toEqual({ requestId: "a", durationMs: 3, billedMs: 4 });
});

test("JSON records are read as the text ones are", () => {
  const records = [
    { time: "t", type: "platform.start", record: { requestId: "r", version: "7" } },
    {
      time: "t",
      type: "platform.report",
      record: {
        requestId: "r",
        metrics: { durationMs: 5, billedDurationMs: 6, memorySizeMB: 128, maxMemoryUsedMB: 64 },
      },
    },
  ];
  expect(logView(base64(records.map((record) => JSON.stringify(record)).join("\n")))).toMatchObject({
    format: "json",
    start: { requestId: "r", version: "7" },
    end: { requestId: "r" },
    report: { requestId: "r", durationMs: 5, billedMs: 6, memoryMb: 128, maxMemoryMb: 64 },
  });
});

test("plain lines between JSON records do not make a log one of text", () => {
  const records = [
    "a line of print",
    '{"time":"t","type":"platform.start","record":{"requestId":"r","version":"7"}}',
    '{"not": "closed"',
    '{"timestamp":"t","level":"INFO","message":"said by a logger"}',
    '{"time":"t","type":"platform.report","record":{"requestId":"r","metrics":{"durationMs":5},"status":"timeout"}}',
  ];
  expect(logView(base64(records.join("\n")))).toMatchObject({
    format: "json",
    start: { requestId: "r", version: "7" },
    report: { requestId: "r", durationMs: 5, status: "timeout" },
    order: ["start", "report"],
  });
});

test("JSON lines of a function do not make a log one of JSON", () => {
  const text =
    'START RequestId: r Version: 1\n{"level":"INFO"}\nEND RequestId: r\nREPORT RequestId: r\tDuration: 1 ms\n';
  expect(logView(base64(text))).toMatchObject({ format: "text", start: { version: "1" } });
});

test("records are told in their order, wherever other lines stand", () => {
  const text =
    "a line of the init\nSTART RequestId: a Version: 1\nEND RequestId: a\nREPORT RequestId: a\tDuration: 2 ms\tStatus: timeout\n";
  const { order, report } = logView(base64(text));
  expect(order).toEqual(["start", "end", "report"]);
  expect(report).toMatchObject({ status: "timeout" });
});

test.each(["not base64!", "abc", "START RequestId: x"])("%j is told not to be base64", (text) => {
  expect(logView(text)).toEqual({ base64: false });
});

test("a log that is cut at its front has no START", () => {
  const { start, end, lastLine } = logView(
    base64("ntinued\nEND RequestId: a\nREPORT RequestId: a\tDuration: 3 ms\n"),
  );
  expect(start).toBeUndefined();
  expect(end).toEqual({ requestId: "a" });
  expect(lastLine).toMatch(/^REPORT/);
});
