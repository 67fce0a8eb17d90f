import { buildReport } from "../build-report.ts";
import { type ReportRecord, recordOf } from "../record.ts";
import type { Report } from "../report.ts";
import { hostileContext, hostileRecords, hostileRun } from "./hostile-run.ts";

/** A report with this many clauses. Those in `fails` fail, each with the same exchange and bodies of the given size. */
export function largeReport(options: {
  readonly clauses: number;
  readonly bytes: number;
  readonly fails: (index: number) => boolean;
}): Report {
  const { clauses, bytes, fails } = options;
  const [failing] = hostileRun.flatMap((event) =>
    event.type === "verdict" && event.verdict.failure ? [event.verdict] : [],
  );
  const [start, end] = [hostileRecords.find((record) => "header" in record), hostileRecords.at(-1)];
  if (!failing?.failure || !start || !("header" in start) || !end) throw new Error("the run has no failure");
  const exchanges = failing.failure.exchanges.map(({ request, reply, ...exchange }) => ({
    ...exchange,
    request: { ...request, body: Buffer.alloc(bytes, '{"a":"<b>&amp;"}') },
    ...(reply && { reply: { ...reply, body: Buffer.alloc(bytes, '["\\u0000<script>"]') } }),
  }));
  const failed = recordOf(
    { type: "verdict", verdict: { ...failing, failure: { ...failing.failure, exchanges } } },
    hostileContext,
  );
  if (!failed || !("verdict" in failed)) throw new Error("a verdict is recorded");
  const ids = Array.from({ length: clauses }, (_, index) => `family-${index % 40}/subject/clause-${index}`);
  const told = start.header.clauses[0] as (typeof start.header.clauses)[number];
  const records: ReportRecord[] = [
    { header: { ...start.header, clauses: ids.map((clause) => ({ ...told, clause })) } },
    ...ids.map((clause, index) => ({
      verdict: fails(index)
        ? { ...failed.verdict, clause }
        : { clause, outcome: "pass" as const, cases: 100, exchanges: 200, ms: 1 },
    })),
    end,
  ];
  return buildReport(records);
}
