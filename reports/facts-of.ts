import { type Evidence, evidenceWords } from "../specs/evidence.ts";
import type { Source } from "../specs/source.ts";
import { RESPONSE } from "../suites/judge/verdict.ts";
import type { Report, ReportedBody, ReportedRequest, ReportedResponse, ReportedVerdict } from "./report.ts";
import { shellText } from "./shell-text.ts";
import { standingOn } from "./standing-on.ts";
import { visible } from "./visible.ts";

/** One labeled line about a clause that did not pass. */
export interface ReportFact {
  readonly label: string;
  readonly text: string;
  /** Meant to be copied, so it is never wrapped. */
  readonly verbatim?: true;
}

/** Most characters of a request target or a body in one line, and of any other fact. */
const EXCERPT = 160;
const WORDS = 500;

/** The facts about a verdict other than a pass, as all text formats show them. All of it is safe to print. */
export function factsOf(
  verdict: ReportedVerdict,
  report: Pick<Report, "verdicts"> & { readonly run: Pick<Report["run"], "command"> },
): ReportFact[] {
  const { failure, because, deviation, evidence } = verdict;
  const standing = standingOn(verdict, report);
  return [
    ...verdict.source.flatMap((source) => sourceFacts("source", source)),
    ...(evidence === undefined ? [] : [evidenceFact(evidence)]),
    ...(deviation === undefined ? [] : [{ label: "known", text: visible(deviation) }]),
    ...(because === undefined ? [] : [{ label: "because", text: excerpt(because, WORDS) }]),
    ...(failure === undefined ? [] : failureFacts(failure, report.run.command)),
    ...(standing.length === 0 ? [] : [{ label: "blocks", text: visible(standingWords(standing)) }]),
  ];
}

function standingWords(standing: readonly string[]): string {
  const clauses = standing.length === 1 ? "1 clause is" : `${standing.length} clauses are`;
  return `${clauses} skipped because this one fails: ${standing.join(", ")}`;
}

/** Facts as lines of plain text, their labels in one column. */
export function plainFacts(facts: readonly ReportFact[]): string {
  return facts.map(({ label, text }) => `${label.padEnd(LABELS)}${text}`).join("\n");
}

/** Width of the column of labels. */
export const LABELS = 10;

function failureFacts(failure: NonNullable<ReportedVerdict["failure"]>, command: string): ReportFact[] {
  const { why, violations, request, response, frames = [], curl, cli, replay } = failure;
  return [
    { label: "why", text: excerpt(why, WORDS) },
    ...violations.flatMap(({ says, expected, actual }) => [
      { label: "expected", text: excerpt(says === RESPONSE ? expected : `${says}: ${expected}`, WORDS) },
      { label: "got", text: excerpt(actual, WORDS) },
    ]),
    ...(request === undefined ? [] : [{ label: "request", text: requestWords(request) }]),
    ...(response === undefined ? [] : [{ label: "response", text: replyWords(response) }]),
    ...frames.map((line, index) => ({
      label: index === 0 ? "frames" : "",
      text: visible(line),
      verbatim: true as const,
    })),
    ...(curl === undefined ? [] : [{ label: "curl", text: visible(curl), verbatim: true as const }]),
    ...(cli === undefined ? [] : [{ label: "aws cli", text: visible(cli), verbatim: true as const }]),
    { label: "repeat", text: `${command} --replay ${shellText(replay)}`, verbatim: true },
  ];
}

/** How well supported a clause is, in one line. */
export function evidenceFact(evidence: Evidence): ReportFact {
  return { label: "evidence", text: visible(evidenceWords(evidence)) };
}

/** A source: `documented: API_Invoke#Qualifier`, `observed: ... (recorded 2025-11-25)`, with its address in the next line. */
export function sourceFacts(label: string, { kind, where, url, recorded }: Source): ReportFact[] {
  const date = recorded === undefined ? "" : ` (recorded ${recorded})`;
  return [
    { label, text: visible(`${kind}: ${where}${date}`) },
    ...(url === undefined ? [] : [{ label: "", text: visible(url), verbatim: true as const }]),
  ];
}

/** A request in one line: method, target, the beginning of its body. */
export function requestWords({ method, target, body }: ReportedRequest): string {
  return `${visible(method)} ${excerpt(target)}${body.bytes === 0 ? "" : `  ${bodyWords(body)}`}`;
}

function replyWords(response: ReportedResponse): string {
  if ("failure" in response) {
    const { failure, came } = response;
    return came === undefined ? visible(failure) : `${visible(failure)}  ${bodyWords(came)}`;
  }
  const { status, body, fault } = response;
  return `${status}  ${bodyWords(body)}${fault === undefined ? "" : `  (${visible(fault)})`}`;
}

function bodyWords(body: ReportedBody): string {
  if (body.bytes === 0) return "(empty body)";
  if ("text" in body && body.text.length <= EXCERPT) return excerpt(body.text);
  const start = "text" in body ? excerpt(body.text) : `base64 ${body.base64.slice(0, EXCERPT)}`;
  return `${start} (${body.bytes} bytes)`;
}

function excerpt(text: string, limit = EXCERPT): string {
  return text.length <= limit ? visible(text) : `${visible(text.slice(0, limit))}...`;
}
