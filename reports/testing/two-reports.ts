import { buildReport } from "../build-report.ts";
import type { RecordedVerdict, ReportRecord } from "../record.ts";
import type { Report, ReportedClause } from "../report.ts";
import { HOSTILE, hostileRecords } from "./hostile-run.ts";

/** The report of the hostile run. */
export const before: Report = buildReport(hostileRecords);

const ADDED: ReportedClause = {
  clause: "invoke/tenant-id/max-length",
  operation: "Invoke",
  level: "must",
  says: "A tenant id longer than 256 characters is rejected with 400 ValidationException.",
  source: [{ kind: "modelled", where: "TenantId" }],
};

/** What the next version of that target does differently. `undefined` marks a clause that its edition no longer has. */
const CHANGED: Readonly<Record<string, Partial<RecordedVerdict> | undefined>> = {
  "invoke/status/request-response": { outcome: "fail", because: `the status is 201 ${HOSTILE}` },
  "invoke/qualifier/max-length": { outcome: "pass" },
  "invoke/existence/unknown": { outcome: "fail" },
  "invoke/async/retries": { outcome: "pass" },
  "invoke/async/dead-letter": { outcome: "fail", because: "no dead letter arrived within 20 s" },
  "invoke/errors/known-code": undefined,
  "invoke/limits/edge": { outcome: "noted", answers: { rejected: 4 } },
  "stream/frames/crc": { outcome: "uncovered", because: "the target does not support streaming" },
};

function changed(record: ReportRecord): ReportRecord[] {
  if ("header" in record) {
    const { subject, run, clauses, ...header } = record.header;
    const kept = clauses.filter(({ clause }) => !(clause in CHANGED && CHANGED[clause] === undefined));
    return [
      {
        header: {
          ...header,
          edition: "2026-10-01",
          subject: { ...subject, version: "2.0", url: "http://127.0.0.1:4567/" },
          run: { ...run, startedAt: "2026-11-23T02:40:52.123Z" },
          clauses: [...kept, ADDED],
        },
      },
    ];
  }
  if (!("verdict" in record) || !(record.verdict.clause in CHANGED)) return [record];
  const { clause } = record.verdict;
  const instead = CHANGED[clause];
  return instead
    ? [{ verdict: { clause, outcome: "pass", cases: 100, exchanges: 200, ms: 1000, ...instead } }]
    : [];
}

/** The report of the next version of the same target, by another edition. */
export const after: Report = buildReport([
  ...hostileRecords.flatMap(changed),
  { verdict: { clause: ADDED.clause, outcome: "fail", cases: 100, exchanges: 200, ms: 1000 } },
]);
