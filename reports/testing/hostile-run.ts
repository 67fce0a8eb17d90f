import type { Clause, Level } from "../../specs/clause.ts";
import { loadSpecification } from "../../specs/load-specification.ts";
import type { Outcome, Verdict } from "../../suites/judge/verdict.ts";
import type { RunEvent } from "../../suites/run/run-event.ts";
import type { Exchange } from "../../wire/exchange.ts";
import { type ReportRecord, type RunContext, recordOf } from "../record.ts";

/**
 * What a target may send to spoil a terminal, an XML file, a page, a table or a CI log: escape sequences, bidirectional and invisible characters,
 * markup of each kind, formulas, and commands to CI runners.
 */
export const HOSTILE: string = [
  "\u001b[2J\u001b]0;owned\u0007 \u202egnp.exe\u202c \u0000 ]]> <script>alert(1)</script> ```\n::error::fake %0A | @all \u009b31m \ufffe \ud800",
  "\r\n  ::stop-commands::x",
  "::set-output name=a::b ##[add-mask]a ##vso[task.complete result=Succeeded]done ##teamcity[buildStop]",
  "=HYPERLINK(0) | [a](javascript:alert(1)) ![](http://example.com/pixel) <img src=x onerror=alert(1)> &lt; -->",
  "\u2066isolated\u2069 \u{e0041}tag\u{e007f} \u200bzero\u00ad",
].join("\n");

function clause(id: string, level: Level, says: string, more: Partial<Clause> = {}): Clause {
  return {
    id,
    operation: "Invoke",
    binds: "server",
    level,
    says,
    given: { scenario: "made-by-hand" },
    expect: [{ error: "ValidationException" }],
    source: [
      { kind: "documented", where: "API_Invoke#Parameters", url: "https://docs.aws.amazon.com/lambda/" },
    ],
    ...more,
  };
}

const CLAUSES: readonly Clause[] = [
  clause(
    "invoke/status/request-response",
    "must",
    "The response to a synchronous invocation has status 200.",
  ),
  clause(
    "invoke/qualifier/max-length",
    "must",
    "A qualifier longer than 128 characters is rejected with 400 ValidationException.",
    {
      source: [
        { kind: "documented", where: "API_Invoke#Qualifier" },
        { kind: "observed", where: "a recording of AWS", recorded: "2025-11-25" },
      ],
      evidence: {
        recordings: 4,
        sources: 2,
        newest: "2025-11-25",
        regions: ["us-east-1"],
        basis: ["observed", "documented"],
      },
    },
  ),
  clause("invoke/payload/echo", "must", "A function returns a payload of 5 MB unchanged."),
  clause(
    "invoke/existence/unknown",
    "must",
    "A request for a function that does not exist is rejected with 404 ResourceNotFoundException.",
  ),
  clause("invoke/async/retries", "must", "A failed asynchronous invocation is retried twice.", {
    requires: ["collector"],
  }),
  clause(
    "invoke/async/dead-letter",
    "must",
    "An event that fails on its last attempt goes to the dead-letter queue.",
    {
      requires: ["dead-letter"],
    },
  ),
  clause("invoke/status/dry-run", "must", "The response to a dry run has status 204."),
  clause("invoke/errors/known-code", "should", "The name of every error is a known one."),
  clause("invoke/limits/edge", "may", "A payload of exactly 6 MB is accepted."),
  clause("stream/frames/crc", "must", "Every frame has a correct checksum.", {
    operation: "InvokeWithResponseStream",
    requires: ["streaming"],
  }),
];

function verdict(index: number, outcome: Outcome, more: Partial<Verdict> = {}): RunEvent {
  const { id, level, says } = CLAUSES[index] as Clause;
  return {
    type: "verdict",
    verdict: { clause: id, level, says, outcome, cases: 100, exchanges: 200, ms: 1234, ...more },
  };
}

function exchange(body: Uint8Array | string, reply: Partial<NonNullable<Exchange["reply"]>>): Exchange {
  return {
    origin: "http://127.0.0.1:4566",
    startedAt: 1_700_000_000_000,
    request: {
      method: "POST",
      target: `/2015-03-31/functions/probe/invocations?Qualifier=${"a".repeat(129)}`,
      headers: [
        ["X-Amz-Log-Type", "Tail"],
        ["Authorization", "[redacted]"],
      ],
      body: Buffer.from(body),
    },
    reply: {
      status: 200,
      headers: [["Content-Type", "application/json"]],
      body: new Uint8Array(),
      chunks: [],
      headAt: 3.2,
      endAt: 4.8,
      ...reply,
    },
  };
}

const refused: Exchange = {
  origin: "http://127.0.0.1:4566",
  startedAt: 1_700_000_000_000,
  request: {
    method: "POST",
    target: "/2015-03-31/functions/probe/invocations",
    headers: [],
    body: new Uint8Array(),
  },
  failure: { kind: "reset", says: `the connection was reset ${HOSTILE}`, afterMs: 1 },
};

/** A run with every outcome, against a target that tries to spoil reports. */
export const hostileRun: readonly RunEvent[] = [
  { type: "notice", says: `starting ${HOSTILE}` },
  {
    type: "run-started",
    run: {
      version: 1,
      tool: { name: "lambda-conformance", version: "0.1.0" },
      subject: {
        kind: "endpoint",
        name: "http://127.0.0.1:4566/",
        url: "http://127.0.0.1:4566/",
        version: `1.0 ${HOSTILE}`,
        without: ["dead-letter"],
        probe: { found: true, says: `version 1, ${HOSTILE}` },
      },
      edition: "2026-06-18",
      startedAt: "2026-11-22T02:40:52.123Z",
      seed: 42,
      cases: 100,
      concurrency: 8,
      specs: "0".repeat(64),
    },
    clauses: CLAUSES,
  },
  ...CLAUSES.map(({ id }): RunEvent => ({ type: "clause-started", clause: id })),
  verdict(0, "pass"),
  verdict(1, "fail", {
    answers: { "other: 200": 100 },
    failure: {
      why: `129 characters, one more than 128; ${HOSTILE}`,
      case: {
        steps: [
          {
            do: "invoke",
            operation: "Invoke",
            input: { FunctionName: "{function}", Qualifier: "a".repeat(129) },
            payload: { json: { a: 1 } },
          },
        ],
        why: "129 characters, one more than 128",
        kind: "too long",
        breaks: ["maxLength"],
      },
      exchanges: [
        exchange('{"a":1}', { status: 404, body: Buffer.from("before") }),
        exchange('{"a":1}', {
          headers: [["X-Evil", HOSTILE]],
          body: Buffer.from(HOSTILE.replace("\ud800", "")),
        }),
      ],
      violations: [
        {
          says: "the response",
          expected: "400 ValidationException, or 400 InvalidParameterValueException",
          actual: `200 ${HOSTILE}`,
        },
      ],
      shrinks: 7,
      replay: "invoke/qualifier/max-length:42:3",
    },
  }),
  verdict(2, "fail", {
    failure: {
      why: "5 MB of JSON",
      case: {
        steps: [
          {
            do: "invoke",
            operation: "Invoke",
            input: { FunctionName: "{function}" },
            payload: { repeat: { text: "é" }, times: 2_500_000 },
          },
          { do: "wait", ms: 10 },
        ],
        why: "5 MB of JSON",
        kind: "large",
      },
      exchanges: [
        exchange("é".repeat(5_000), {
          body: new Uint8Array(5_000_000).fill(0x9b),
          fault: { kind: "cut", says: "1 byte is missing" },
        }),
      ],
      violations: [
        { says: "header content-length", expected: "present", actual: "absent" },
        { says: "body.bytes", expected: "5000000", actual: "x".repeat(10_000) },
      ],
      shrinks: 0,
      replay: "invoke/payload/echo:42:0:1:1",
    },
  }),
  verdict(3, "fail", {
    deviation: "The emulator invents functions (issue 12).",
    failure: {
      why: "a function that does not exist",
      case: { steps: [], why: "a function that does not exist", kind: "unknown" },
      exchanges: [refused],
      violations: [
        { says: "the response", expected: "404 ResourceNotFoundException", actual: "no response" },
      ],
      shrinks: 0,
      replay: "invoke/existence/unknown:42:0",
    },
  }),
  verdict(4, "error", { because: `flaky: it failed once, and then not again ${HOSTILE}` }),
  verdict(5, "uncovered", {
    cases: 0,
    exchanges: 0,
    ms: 0,
    because: "the target does not support dead-letter",
  }),
  verdict(6, "error", { because: "no response within 10 s" }),
  verdict(7, "fail", { because: `25 of 2000 exchanges, ${HOSTILE}` }),
  verdict(8, "noted", { answers: { accepted: 3, [`other: ${HOSTILE}`]: 1 } }),
  verdict(9, "pass", { answers: { "one frame": 60, "one frame for each write": 40 } }),
  {
    type: "run-finished",
    footer: {
      ended: "completed",
      durationMs: 12_345,
      exchanges: 2_000,
      staleDeviations: [{ clause: "invoke/status/**", says: "no longer fails" }],
      errors: [
        {
          code: "ResourceNotFoundException",
          status: 404,
          operation: "Invoke",
          outcome: "provoked",
          clause: "invoke/existence/unknown",
        },
        {
          code: "EC2ThrottledException",
          status: 502,
          operation: "Invoke",
          outcome: "not seen",
          how: "injection",
        },
      ],
    },
  },
];

export const hostileContext: RunContext = {
  operations: loadSpecification({ edition: "2026-06-18" }).operations,
  strict: false,
  command: "lambda-conformance run --endpoint http://127.0.0.1:4566/",
};

export const hostileRecords: readonly ReportRecord[] = hostileRun.flatMap(
  (event) => recordOf(event, hostileContext) ?? [],
);
