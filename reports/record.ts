import { cliLine } from "../drivers/cli-line.ts";
import { curlLine } from "../drivers/curl.ts";
import type { Clause } from "../specs/clause.ts";
import type { Specification } from "../specs/specification.ts";
import type { Failure, Verdict } from "../suites/judge/verdict.ts";
import type { RunEvent, RunEvidence, RunFooter, RunHeader } from "../suites/run/run-event.ts";
import type { Exchange } from "../wire/exchange.ts";
import { frameText } from "../wire/frame-text.ts";
import type { RawHeaders } from "../wire/raw-headers.ts";
import { arrivalsOf } from "./arrivals-of.ts";
import type {
  Report,
  ReportedClause,
  ReportedExchange,
  ReportedFailure,
  ReportedVerdict,
  RunFacts,
  Subject,
} from "./report.ts";
import { reportedBody } from "./reported-body.ts";
import { shortened } from "./shortened.ts";

/**
 * What a report keeps of a run, as lines of JSON: a header, events, a footer. The journal holds these lines as they arrive, and the `ndjson` format
 * holds the same lines of a finished report. A report is made only of these.
 */
export type ReportRecord =
  | { readonly header: ReportHeader }
  | { readonly started: string }
  | { readonly notice: string }
  | { readonly evidence: RunEvidence }
  | { readonly verdict: RecordedVerdict }
  | { readonly footer: RecordedFooter };

/** The footer of a run. The report of a killed run has one too, without a duration. */
export type RecordedFooter = Omit<RunFooter, "ended" | "durationMs"> & Pick<RunFacts, "ended" | "durationMs">;

/** What is known when a run begins. */
export interface ReportHeader {
  readonly version: 1;
  readonly tool: RunHeader["tool"];
  readonly subject: Subject;
  readonly edition: string;
  readonly run: Omit<RunFacts, "durationMs" | "exchanges" | "ended" | "because">;
  /** The clauses that will be judged, in the order of the specification. */
  readonly clauses: readonly ReportedClause[];
}

/** A verdict without what the header already says about its clause. */
export type RecordedVerdict = Omit<ReportedVerdict, Exclude<keyof ReportedClause, "clause">>;

/** What a report holds about a run that the events of the run do not show. */
export interface RunContext {
  readonly operations: Specification["operations"];
  readonly strict: boolean;
  /** What was tested. A client sent its requests to a temporary endpoint of the suite, so no command can send one again. */
  readonly kind?: Subject["kind"];
  /** The command line that tests the same subject, to which `--replay ID` is added. */
  readonly command: string;
}

/** The record of an event. Undefined for exchanges, which a report does not keep. */
export function recordOf(event: RunEvent, context: RunContext): ReportRecord | undefined {
  switch (event.type) {
    case "run-started":
      return { header: headerOf(event.run, event.clauses, context) };
    case "clause-started":
      return { started: event.clause };
    case "exchange":
      return undefined;
    case "notice":
      return { notice: shortened(event.says) };
    case "evidence":
      return { evidence: shortened(event.evidence) };
    case "verdict":
      return { verdict: recordedVerdict(event.verdict, context) };
    case "run-finished":
      return { footer: shortened(event.footer) };
  }
}

/** The records that a report is made of. `buildReport` makes the same report from them. */
export function recordsOf(report: Report): ReportRecord[] {
  const { version, tool, subject, edition, run, verdicts, errors, staleDeviations, notices } = report;
  const { durationMs, exchanges, ended, because, ...settings } = run;
  const clauses = verdicts.map((verdict) => clauseFacts({ ...verdict, id: verdict.clause }));
  const records: ReportRecord[] = [{ header: { version, tool, subject, edition, run: settings, clauses } }];
  records.push(...notices.map((notice) => ({ notice })));
  records.push(...verdicts.map((verdict) => ({ verdict: withoutClauseFacts(verdict) })));
  records.push({
    footer: {
      ended,
      ...(because !== undefined && { because }),
      ...(durationMs !== undefined && { durationMs }),
      exchanges,
      staleDeviations,
      errors,
    },
  });
  return records;
}

function headerOf(run: RunHeader, clauses: readonly Clause[], context: RunContext): ReportHeader {
  const { version, tool, subject, edition, startedAt, seed, cases, concurrency, specs } = run;
  const { without, ...rest } = subject;
  const features = new Set([...clauses.flatMap((clause) => clause.requires ?? []), ...without]);
  return {
    version,
    tool,
    subject: {
      ...shortened(rest),
      features: Object.fromEntries([...features].sort().map((name) => [name, !without.includes(name)])),
    },
    edition,
    run: { startedAt, seed, cases, concurrency, specs, strict: context.strict, command: context.command },
    clauses: clauses.map(clauseFacts),
  };
}

/** The facts about a clause that the header holds. */
function clauseFacts(
  its: Pick<Clause, "id" | "operation" | "level" | "says" | "source" | "evidence" | "implies" | "requires">,
): ReportedClause {
  const { id, operation, level, says, source, evidence, implies, requires } = its;
  return {
    clause: id,
    operation,
    level,
    says,
    source,
    ...(evidence && { evidence }),
    ...(implies && { implies }),
    ...(requires && { requires }),
  };
}

/** A verdict without the facts that the header holds. */
function withoutClauseFacts(verdict: ReportedVerdict): RecordedVerdict {
  const facts = Object.keys(clauseFacts({ ...verdict, id: verdict.clause }));
  const own = Object.entries(verdict).filter(([name]) => name === "clause" || !facts.includes(name));
  return Object.fromEntries(own) as unknown as RecordedVerdict;
}

function recordedVerdict(verdict: Verdict, context: RunContext): RecordedVerdict {
  const { level: _, says: __, failure, ...rest } = verdict;
  return { ...shortened(rest), ...(failure && { failure: reportedFailure(failure, context) }) };
}

function reportedFailure(failure: Failure, { operations, kind }: RunContext): ReportedFailure {
  const { why, exchanges, violations, shrinks, replay } = failure;
  const judged = exchanges.at(-1);
  const before = exchanges.slice(0, -1).map(reportedExchange);
  const again = kind === "client" ? undefined : judged;
  const curl = again && curlLine(again, signatureOf(failure.case));
  const cli = signedSoundly(failure.case)
    ? Object.values(operations).flatMap((operation) => (again && cliLine(again, operation)) ?? [])[0]
    : undefined;
  return {
    ...shortened({ why, case: failure.case }),
    ...(judged && reportedExchange(judged)),
    ...framesOf(judged, violations),
    ...(before.length > 0 && { before }),
    violations: shortened(violations),
    shrinks,
    replay,
    ...(curl !== undefined && { curl }),
    ...(cli !== undefined && { cli }),
  };
}

/** How to sign the last request of a case, which is the one that is judged. */
function signatureOf({ steps }: Failure["case"]): string | undefined {
  const last = steps.findLast((step) => step.do === "invoke");
  return last?.do === "invoke" ? last.wire?.signature : undefined;
}

/** Whether all signatures of a case are sound. The AWS CLI signs its requests itself, so it cannot send a wrong one. */
function signedSoundly({ steps }: Failure["case"]): boolean {
  const wrong = ["wrong", "expired", "unknown-key"];
  return !steps.some((step) => step.do === "invoke" && wrong.includes(step.wire?.signature ?? ""));
}

/** For a violation about a stream: the frames that it names or that are faulty, else the first and the last. */
function framesOf(
  judged: Exchange | undefined,
  violations: Failure["violations"],
): Pick<ReportedFailure, "frames"> {
  const ofStream = violations.flatMap(({ says }) => /\bstream\.(.*)/.exec(says)?.[1] ?? []);
  if (judged?.reply === undefined || ofStream.length === 0) return {};
  const also = ofStream.flatMap((place) => /^events\.(\d+)/.exec(place)?.[1] ?? []).map(Number);
  const isNamed = also.length > 0 || ofStream.some((place) => place.startsWith("fault"));
  return { frames: frameText(judged.reply, { edge: isNamed ? 0 : 1, also: also.slice(0, 3) }) };
}

/** An exchange in the form that reports show. */
export function reportedExchange({ origin, request, reply, failure, stray }: Exchange): ReportedExchange {
  const { method, target, headers, body } = request;
  const arrivals = reply === undefined ? [] : arrivalsOf(reply);
  return {
    request: { origin, ...shortened({ method, target, headers }), body: reportedBody(body) },
    response:
      reply === undefined
        ? {
            failure: failure === undefined ? "no response" : shortened(`${failure.kind}: ${failure.says}`),
            ...(failure?.bytes && { came: reportedBody(failure.bytes) }),
          }
        : {
            status: reply.status,
            headers: reportedHeaders(reply.headers),
            body: reportedBody(reply.body, undefined, reply.beyond?.bytes),
            headMs: reply.headAt,
            endMs: reply.endAt,
            ...(reply.fault && { fault: shortened(`${reply.fault.kind}: ${reply.fault.says}`) }),
            ...(arrivals.length > 0 && { arrivals }),
          },
    ...(stray && { stray: { says: shortened(stray.says), came: reportedBody(stray.bytes) } }),
  };
}

/** Most headers of a response that a report holds. Thousands may come. */
const MOST_FIELDS = 100;

function reportedHeaders(headers: RawHeaders): RawHeaders {
  const shown = shortened(headers.slice(0, MOST_FIELDS));
  const left = headers.length - shown.length;
  return left > 0 ? [...shown, ["(cut)", `${left} more header fields`]] : shown;
}
