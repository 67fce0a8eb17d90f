import { Writable } from "node:stream";
import { describe, expect, test, vi } from "vitest";
import { buildReport } from "./build-report.ts";
import { conclude } from "./exit-status.ts";
import { createProgress } from "./progress.ts";
import { createTerminal, type TerminalOptions } from "./terminal.ts";
import { hostileContext, hostileRecords, hostileRun } from "./testing/hostile-run.ts";

const report = buildReport(hostileRecords);

/** A stream that keeps what is written to it, and claims to be a terminal with a given number of columns. */
class Screen extends Writable {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
  text = "";
  constructor(isTTY: boolean, columns?: number) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
    this.columns = columns;
  }
  override _write(chunk: string, _: string, done: () => void): void {
    this.text += chunk;
    done();
  }
}

function told(
  columns: number | undefined,
  options: Partial<TerminalOptions> & { readonly live?: boolean } = {},
): { out: string; progress: string } {
  const out = new Screen(columns !== undefined, columns);
  const progress = new Screen(options.live === true, columns);
  let clock = 0;
  const now = (): number => {
    clock += 50;
    return clock;
  };
  const terminal = createTerminal({
    out: out as never,
    progress: progress as never,
    colour: false,
    quiet: false,
    now,
    ...options,
  });
  for (const event of hostileRun) terminal.add(event);
  terminal.end(report, conclude(report), ["conformance-report/report.json", "conformance-report/junit.xml"]);
  return { out: out.text, progress: progress.text };
}

describe.each([80, 120])("at %d columns", (columns) => {
  test.each([false, true])("with colours: %s", async (colour) => {
    const { out } = told(columns, { colour });
    await expect(out).toMatchFileSnapshot(`testing/golden/terminal-${columns}${colour ? "-colour" : ""}.txt`);
  });

  test("nothing but what is to be copied is wider", () => {
    const wide = told(columns)
      .out.split("\n")
      .filter((line) => [...line].length > columns);
    for (const line of wide)
      expect(line).toMatch(/^ {4}(curl|aws cli|repeat) |^ {14}https:|^Repeat one failure/);
  });
});

test("a narrow terminal is kept to as well", () => {
  const wide = told(44)
    .out.split("\n")
    .filter((line) => [...line].length > 44);
  for (const line of wide)
    expect(line).toMatch(
      /^ {4}repeat |^ {14}https:|^Repeat one failure|^Reports: |^ {2}(must|should|may)? {2}/,
    );
});

test("what a target sent never acts on a terminal", () => {
  expect(told(80).out).not.toMatch(/(?!\n)\p{C}/u);
  const coloured = told(80, { colour: true, live: true });
  const esc = String.fromCharCode(27);
  const ours = new RegExp(`${esc}\\[\\d*[mGK]`, "g");
  for (const text of [coloured.out, coloured.progress])
    expect(text.replace(ours, "")).not.toMatch(/(?!\n)\p{C}/u);
});

test("a terminal shows the first failures as they come", () => {
  const { progress } = told(80, { live: true });
  expect(progress).toMatch(/✗ \S+ {2}must: .*expected/);
  expect(progress.match(/✗/g)?.length).toBeLessThanOrEqual(10);
  expect(told(undefined).progress).not.toContain("✗");
  expect(told(80, { live: true, quiet: true }).progress).toBe("");
});

test("a terminal shows one line of progress, a pipe a line now and then", () => {
  expect(told(80, { live: true }).progress).toContain("9 of 10 clauses, 3 failing");
  expect(told(undefined).progress.split("\n").length).toBeLessThan(4);
});

test("a run that gets no response says for how long, until it ends", () => {
  vi.useFakeTimers();
  try {
    const progress = new Screen(false, 80);
    const [started, ...events] = hostileRun;
    const terminal = createTerminal({
      out: new Screen(false, 80) as never,
      progress: progress as never,
      colour: false,
      quiet: false,
    });
    const unwatch = terminal.watch();
    vi.advanceTimersByTime(25_000);
    expect(progress.text).toBe("no response yet after 10 s\nno response yet after 20 s\n");
    progress.text = "";
    for (const event of [started, ...events.slice(0, 4)]) if (event) terminal.add(event);
    vi.advanceTimersByTime(12_000);
    expect(progress.text).toMatch(/^\d of 10 clauses, \d failing, \d exchanges, none for \d+(\.\d)? s\n$/m);
    unwatch();
    progress.text = "";
    vi.advanceTimersByTime(60_000);
    expect(progress.text).toBe("");
  } finally {
    vi.useRealTimers();
  }
});

test("quiet tells only what came of it", () => {
  const { out, progress } = told(80, { quiet: true, live: true });
  expect(progress).toBe("");
  expect(out).not.toContain("edition");
  expect(out).toContain("Does not conform: 2 must clauses fail; 1 deviation is stale");
});

test("the last lines tell where the reports are and how to see a failure again", () => {
  expect(told(80).out.trimEnd().split("\n").slice(-2)).toEqual([
    "Reports: conformance-report/report.json, conformance-report/junit.xml",
    `Repeat one failure: ${hostileContext.command} --replay invoke/qualifier/max-length:42:3`,
  ]);
});

test("progress tells the rate and the time left", () => {
  let clock = 0;
  const progress = createProgress(() => clock);
  for (const event of hostileRun.slice(0, 2)) progress.add(event);
  clock = 2000;
  for (let i = 0; i < 100; i++) progress.add({ type: "exchange" } as never);
  for (const event of hostileRun.filter(({ type }) => type === "verdict").slice(0, 2)) progress.add(event);
  expect(progress.line(100)).toBe("2 of 10 clauses, 1 failing, 100 exchanges (50/s), about 8.0 s left");
  expect(progress.line(20)).toHaveLength(20);
});
