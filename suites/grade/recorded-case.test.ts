import { describe, expect, test } from "vitest";
import { loadSpecification } from "../../specs/load-specification.ts";
import { alterationsOf } from "./alterations.ts";
import { gatherEvidence } from "./gather-evidence.ts";
import { readHar } from "./read-har.ts";
import { answeringCases, casesOfOne } from "./recorded-case.ts";

const specification = loadSpecification();

interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly events?: readonly object[];
  readonly log?: readonly string[];
}

function entry(path: string, { status = 200, headers = {}, text, events, log }: Reply, own: object): object {
  const fields = Object.entries(headers).map(([name, value]) => ({ name, value }));
  return {
    request: { method: "POST", url: `https://lambda.us-east-1.amazonaws.com${path}`, headers: [] },
    response: {
      status,
      headers: fields,
      content: { ...(text !== undefined && { text }), ...(events && { _events: events }) },
      ...(log && { _log: log }),
    },
    _source: { kind: "observed", where: "a test", by: "a/b", recorded: "2026-01-01" },
    ...own,
  };
}

const read = (...entries: object[]): ReturnType<typeof readHar> => readHar({ log: { entries } }, "a.har");
const INVOKE = "/2015-03-31/functions/my-function/invocations";
const STREAM = "/2021-11-15/functions/my-function/response-streaming-invocations";

async function evidenceOf(id: string, ...entries: object[]): Promise<string> {
  const found = await gatherEvidence(new Map([["a.har", read(...entries)]]), specification);
  const its = found.find(({ clause }) => clause.id === id);
  if (its === undefined) return "says nothing";
  const [name] = Object.entries(its).find(([, list]) => Array.isArray(list) && list.length > 0) ?? [];
  return name ?? "says nothing";
}

test("what the author chose is replaced wherever it stands, all at once", () => {
  const [its] = answeringCases(
    read(
      entry(
        INVOKE,
        {
          headers: { "X-Amz-Function-Error": "Unhandled" },
          text: '{"errorMessage":"boom","errorType":"Error"}',
          log: ["START", "boom Error"],
        },
        {
          _answers: ["invoke/function-error/message"],
          _like: {
            input: { FunctionName: "{function}" },
            payload: { json: { $probe: { throw: { message: "{nonce}" } } } },
            names: { boom: "{nonce}", Error: "ConformanceError" },
          },
        },
      ),
    ),
    specification,
  );
  const { nonce } = its?.observation ?? {};
  expect(its?.seen.result).toMatchObject({ errorMessage: nonce, errorType: "ConformanceError" });
  expect(its?.seen.log?.text).toBe(`START\n${nonce} ConformanceError\n`);
  expect(its?.seen.sent).toMatchObject({ input: { FunctionName: "probe" } });
});

test("events that an SDK handed over stand in a stream, with the log at its end", () => {
  const [its] = casesOfOne(
    read(
      entry(
        STREAM,
        {
          events: [{ PayloadChunk: "a" }, { PayloadChunk: { base64: "/w==" } }, { InvokeComplete: {} }],
          log: ["END"],
        },
        {},
      ),
    ),
    specification,
  );
  expect(its?.seen.stream).toMatchObject({ completes: 1, lastIsComplete: true, faults: {} });
  expect(its?.seen.stream?.content.bytes).toBe(2);
  expect(its?.seen.log?.text).toBe("END\n");
});

describe("a recording counts only for what was recorded", () => {
  const answered = (id: string, reply: Reply, own: object = {}): [string, object] => [
    id,
    entry(INVOKE, reply, { _answers: [id], _like: { input: { FunctionName: "{function}" } }, ...own }),
  ];
  const version = { "X-Amz-Executed-Version": "$LATEST" };
  test.each([
    ["what is shown", "supports", ...answered("invoke/executed-version/unqualified", { headers: version })],
    [
      "what is not as it should be",
      "contradicts",
      ...answered("invoke/executed-version/unqualified", { headers: { "X-Amz-Executed-Version": "1" } }),
    ],
    [
      "a field that is absent where all are known",
      "contradicts",
      ...answered("invoke/executed-version/present", {}),
    ],
    [
      "a field that is absent where none was recorded",
      "says nothing",
      ...answered("invoke/executed-version/present", {}, { _unknown: ["response.headers"] }),
    ],
    [
      "a field that is known to be absent",
      "supports",
      ...answered(
        "invoke/function-error/absent",
        {},
        { _unknown: ["response.headers"], _absent: ["X-Amz-Function-Error"] },
      ),
    ],
    [
      "a field whose value is unknown, in what is asked of the value",
      "says nothing",
      ...answered(
        "invoke/executed-version/unqualified",
        { headers: version },
        { _unknown: ["response.headers.x-amz-executed-version"] },
      ),
    ],
    [
      "a field whose value is unknown, in whether it is there",
      "supports",
      ...answered(
        "invoke/executed-version/present",
        { headers: version },
        { _unknown: ["response.headers.x-amz-executed-version"] },
      ),
    ],
    [
      "a status that is unknown",
      "says nothing",
      ...answered("invoke/status/event", { status: 202 }, { _unknown: ["response.status"] }),
    ],
    [
      "bytes of a body whose value alone is known",
      "says nothing",
      ...answered("invoke/result/null", { text: "null" }, { _unknown: ["response.body.bytes"] }),
    ],
    [
      "a limit of executions that were not watched to their end",
      "says nothing",
      ...answered(
        "invoke/asynchronous/attempts",
        { status: 202 },
        { _ledger: [{ at: 0, requestId: "r" }], _unknown: ["ledger.rest"] },
      ),
    ],
    [
      "a limit of executions that were",
      "supports",
      ...answered("invoke/asynchronous/attempts", { status: 202 }, { _ledger: [{ at: 0, requestId: "r" }] }),
    ],
    [
      "the least of executions that were not",
      "supports",
      ...answered(
        "invoke/asynchronous/runs",
        { status: 202 },
        { _ledger: [{ at: 0, requestId: "r" }], _unknown: ["ledger.rest"] },
      ),
    ],
    ["times", "says nothing", ...answered("invoke/asynchronous/does-not-wait", { status: 202 })],
  ])("%s: %s", async (_, expected, id, one) => {
    expect(await evidenceOf(id, one)).toBe(expected);
  });

  test.each([
    ["frames/message-checksum", ["response.frames"], "says nothing"],
    ["frames/message-checksum", [], "supports"],
    ["content/buffered-one-chunk", ["response.frames"], "says nothing"],
    ["complete/last", ["response.frames"], "supports"],
  ])("of a stream, %s with %j unknown: %s", async (rule, unknown, expected) => {
    const id = `invoke-with-response-stream/${rule}`;
    const one = entry(
      STREAM,
      { events: [{ PayloadChunk: "a" }, { InvokeComplete: {} }] },
      { _unknown: unknown, _answers: [id] },
    );
    expect(await evidenceOf(id, one)).toBe(expected);
  });

  test("a name that is far from a limit says nothing of it", async () => {
    const one = entry(INVOKE, {}, {});
    expect(await evidenceOf("invoke/function-name/pattern", one)).toBe("supports");
    expect(await evidenceOf("invoke/function-name/max-length", one)).toBe("says nothing");
  });
});

test("several calls of one case are judged together", async () => {
  const arn =
    "arn:aws:lambda:us-east-1:123456789012:function:f:1/durable-execution/n/6bc0bfa0-5bbd-4a3b-9d65-f3e6e7cd5bdb";
  const id = "invoke/durable-execution-name/same";
  const call = (as: string, its: string): object =>
    entry(
      INVOKE,
      { headers: { "X-Amz-Durable-Execution-Arn": its } },
      { _case: "c", _like: { as }, _answers: [id] },
    );
  expect(await evidenceOf(id, call("first", arn), call("second", arn))).toBe("supports");
  expect(await evidenceOf(id, call("first", arn), call("second", `${arn}0`))).toBe("contradicts");
});

test("an alteration changes what the clause is about, and nothing else is one", async () => {
  const clause = specification.clauses.find(({ id }) => id === "invoke/executed-version/unqualified");
  const [its] = answeringCases(
    read(entry(INVOKE, { headers: { "X-Amz-Executed-Version": "$LATEST" } }, { _answers: ["x"] })),
    specification,
  );
  const alterations = await alterationsOf(clause as never, its as never, specification);
  expect(alterations.map(({ seen }) => seen.outputs?.["ExecutedVersion"])).toEqual(["7"]);
});
