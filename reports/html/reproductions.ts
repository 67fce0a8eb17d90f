import { readCaseId } from "../../generators/read-case-id.ts";
import type { Report, ReportedFailure, ReportedVerdict } from "../report.ts";
import { shellText } from "../shell-text.ts";
import { javascriptProgram } from "./javascript-program.ts";
import { pythonProgram } from "./python-program.ts";
import { sendableCall } from "./sendable-call.ts";

/** A way to reproduce a failure, as text to copy. */
export interface Reproduction {
  readonly says: string;
  readonly text: string;
}

/** Every way to reproduce a failure: this tool's command, curl, the AWS CLI, programs, and a vitest test. */
export function reproductions(
  verdict: ReportedVerdict,
  failure: ReportedFailure,
  report: Report,
): Reproduction[] {
  const call = isEndpoint(report) && failure.request ? sendableCall(failure.request) : undefined;
  return [
    { says: "With this suite", text: `${report.run.command} --replay ${shellText(failure.replay)}` },
    ...(failure.curl === undefined ? [] : [{ says: "With curl", text: failure.curl }]),
    ...(failure.cli === undefined ? [] : [{ says: "With the AWS CLI", text: failure.cli }]),
    ...(call === undefined
      ? []
      : [
          { says: "With JavaScript", text: javascriptProgram(call) },
          { says: "With Python", text: pythonProgram(call) },
        ]),
    ...(isEndpoint(report) && report.subject.url !== undefined
      ? [{ says: "As a vitest test", text: vitestTest(verdict, failure, report, report.subject.url) }]
      : []),
  ];
}

/** False for a client: it sent its requests to a temporary endpoint of the suite, which is gone. */
function isEndpoint({ subject }: Report): boolean {
  return subject.kind === "endpoint";
}

function vitestTest(verdict: ReportedVerdict, failure: ReportedFailure, report: Report, url: string): string {
  const { clause, seed, path } = readCaseId(failure.replay) ?? { clause: verdict.clause, seed: 0, path: "0" };
  const quoted = JSON.stringify;
  return `import { endpointTarget, loadSpecification, run } from "lambda-conformance";
import { expect, test } from "vitest";

test(${quoted(verdict.clause)}, async () => {
  const events = run({
    specification: loadSpecification({ edition: ${quoted(report.edition)} }),
    target: endpointTarget({ url: ${quoted(url)} }),
    tool: ${JSON.stringify(report.tool)},
    replay: { clause: ${quoted(clause)}, path: ${quoted(path)} },
    cases: 1,
    seed: ${seed},
    concurrency: 1,
    timeoutMs: 10_000,
  });
  for await (const event of events) {
    if (event.type !== "verdict" || event.verdict.clause !== ${quoted(verdict.clause)}) continue;
    expect(event.verdict.failure?.violations ?? []).toEqual([]);
  }
});`;
}
