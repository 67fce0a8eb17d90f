import { describe, expect, it } from "vitest";
import { ClauseFault } from "./clause-fault.ts";
import { expandClause } from "./expand-clause.ts";
import type { Vocabulary } from "./vocabulary.ts";
import type { WrittenClause } from "./written-clause.ts";

const vocabulary: Vocabulary = {
  sources: {
    api: { kind: "documented", where: "API_{operation}", url: "https://example.com/{operation}" },
    recording: { kind: "observed", where: "a recording", recorded: "2020" },
    shape: {
      Invoke: { kind: "modelled", where: "shape A" },
      InvokeWithResponseStream: { kind: "modelled", where: "shape B" },
    },
  },
  parts: {
    steps: { call: { input: { FunctionName: "{probe}" }, payload: "nonce" } },
    payloads: { nonce: { json: "{nonce}" } },
    replies: { ok: { status: 200, headers: "plain", body: "nonce" } },
    headers: {
      plain: {
        Invoke: [["Content-Type", "a/b"]],
        InvokeWithResponseStream: [["Content-Type", "c/d"]],
      },
    },
    frames: { end: { event: "InvokeComplete", payload: "nonce" } },
  },
  streamingProbe: "{function}-stream",
};

const base: WrittenClause = {
  id: "{operation}/a/b",
  operations: ["Invoke", "InvokeWithResponseStream"],
  binds: "server",
  level: "must",
  says: "It is so.",
  given: { parameter: "LogType", breaks: "enum" },
  expect: [{ status: 200 }],
  source: ["api"],
};

const expanded = (change: Partial<WrittenClause>, head = {}) =>
  expandClause({ ...base, ...change }, head, vocabulary);
const given = (written: Record<string, unknown>) =>
  expanded({ given: written }).map((clause) => clause.given);

describe("a clause for both operations", () => {
  it("is one clause for each", () => {
    const implies = ["{operation}/a/c", "client/{stream-}a/d"];
    const [invoke, stream] = expanded({ implies });
    expect(invoke).toEqual({
      id: "invoke/a/b",
      operation: "Invoke",
      binds: "server",
      level: "must",
      says: "It is so.",
      given: { parameter: "LogType", breaks: "enum" },
      expect: [{ schema: { required: ["status"], properties: { status: { const: 200 } } } }],
      source: [{ kind: "documented", where: "API_Invoke", url: "https://example.com/Invoke" }],
      implies: ["invoke/a/c", "client/a/d"],
    });
    expect(stream).toMatchObject({
      id: "invoke-with-response-stream/a/b",
      operation: "InvokeWithResponseStream",
      source: [{ where: "API_InvokeWithResponseStream" }],
      implies: ["invoke-with-response-stream/a/c", "client/stream-a/d"],
    });
  });

  it("has members that differ for one of them", () => {
    const perOperation = { InvokeWithResponseStream: { says: "It is not so.", implies: ["x/y/z"] } };
    const [invoke, stream] = expanded({ perOperation });
    expect([invoke?.says, invoke?.implies]).toEqual(["It is so.", undefined]);
    expect([stream?.says, stream?.implies, stream?.level]).toEqual(["It is not so.", ["x/y/z"], "must"]);
  });
});

it("what the head of the file says holds for a clause that does not say otherwise", () => {
  const { operations: _, binds: __, ...bare } = base;
  const head = { operation: "InvokeWithResponseStream", binds: "client" } as const;
  const [clause, ...more] = expandClause(bare, head, vocabulary);
  expect([clause?.operation, clause?.binds, more.length]).toEqual(["InvokeWithResponseStream", "client", 0]);
  const [own] = expandClause({ ...bare, operation: "Invoke", binds: "server" }, head, vocabulary);
  expect([own?.operation, own?.binds]).toEqual(["Invoke", "server"]);
});

describe("the gates of a clause", () => {
  const head = { operations: ["Invoke", "InvokeWithResponseStream"], binds: "server" } as const;
  const { operations: _, binds: __, ...bare } = base;
  const gatesOf = (more: Partial<WrittenClause>, needs: readonly string[]): unknown[] =>
    expandClause({ ...bare, ...more }, { ...head, needs }, vocabulary).map((clause) => clause.needs);

  it("are those of its file, for each operation", () => {
    expect(gatesOf({ id: "{operation}/a/b" }, ["{operation}/a/c"])).toEqual([
      ["invoke/a/c"],
      ["invoke-with-response-stream/a/c"],
    ]);
  });

  it("are its own where it names some, or none", () => {
    expect(gatesOf({ id: "{operation}/a/b", needs: ["x/y/z"] }, ["{operation}/a/c"])[0]).toEqual(["x/y/z"]);
    expect(gatesOf({ id: "{operation}/a/b", needs: [] }, ["{operation}/a/c"])[0]).toBeUndefined();
  });

  it("are none where it is one of those of its file", () => {
    const gates = ["{operation}/a/b", "{operation}/a/c"];
    expect(gatesOf({ id: "{operation}/a/b" }, gates)).toEqual([undefined, undefined]);
  });
});

it("a whole clause is the same when it is expanded", () => {
  const [whole] = expanded({ given: { steps: ["call"] }, source: ["shape", "api"], requires: ["alias"] });
  expect(whole && expandClause(whole as unknown as WrittenClause, {}, vocabulary)).toEqual([whole]);
});

describe("a source", () => {
  it.each([
    ["recording", { where: "a recording", recorded: "2020" }],
    ["recording, part 2", { where: "a recording, part 2", recorded: "2020" }],
    ["recording: said so (2021-02)", { where: "a recording: said so", recorded: "2021-02" }],
    ["recording (2021-02-03)", { where: "a recording", recorded: "2021-02-03" }],
    ["recording, as (told)", { where: "a recording, as (told)", recorded: "2020" }],
  ])("by the name %s", (reference, source) => {
    const [clause] = expanded({ source: [reference] });
    expect(clause?.source).toEqual([{ kind: "observed", ...source }]);
  });

  it("may differ by operation, stand whole, and stand beside an answer", () => {
    const whole = { kind: "protocol", where: "RFC 1" } as const;
    const expectation = [
      { error: "A", source: "shape" },
      { error: "B", source: ["shape", whole] },
    ];
    const sources = expanded({ source: [whole], expect: expectation }).map((clause) => [
      clause.source,
      ...clause.expect.map(({ source }) => source),
    ]);
    const shapes = ["shape A", "shape B"].map((where) => ({ kind: "modelled", where }));
    expect(sources).toEqual(shapes.map((shape) => [[whole], shape, [shape, whole]]));
  });
});

describe("an answer", () => {
  it("may be an error that says more than its name", () => {
    const [clause] = expanded({ expect: [{ name: "told", error: "E", "error/message": "m" }] });
    expect(clause?.expect).toEqual([
      {
        name: "told",
        error: "E",
        schema: {
          required: ["error"],
          properties: { error: { required: ["message"], properties: { message: { const: "m" } } } },
        },
      },
    ]);
  });

  it("may have its expectation under `schema`", () => {
    const schema = { required: ["status"] };
    expect(expanded({ expect: [{ schema }] })[0]?.expect).toEqual([{ schema }]);
  });
});

describe("what is given", () => {
  const payload = { json: "{nonce}" };

  it("names steps, and calls the probe as the operation does", () => {
    const call = (operation: string, FunctionName: string) => ({
      scenario: "steps",
      steps: [{ do: "invoke", operation, input: { FunctionName }, payload }],
    });
    expect(given({ steps: ["call"] })).toEqual([
      call("Invoke", "{function}"),
      call("InvokeWithResponseStream", "{function}-stream"),
    ]);
  });

  it("leaves a step of another operation, a wait and a look at what was counted as they are", () => {
    const steps = [
      { do: "invoke", operation: "Invoke", input: { FunctionName: "{probe}-x:1" } },
      { do: "wait", ms: 1 },
      { do: "collect", atLeast: 1, withinMs: 1 },
    ];
    const [, stream] = given({ scenario: "steps", steps });
    expect(stream).toEqual({
      scenario: "steps",
      steps: [{ ...steps[0], input: { FunctionName: "{function}-stream-x:1" } }, steps[1], steps[2]],
    });
  });

  it("names parts of replies, in whichever argument they stand", () => {
    const replies = ["ok", { headers: ["plain", ["X", "1"]], frames: ["end", { event: "A" }] }];
    const [invoke] = given({ step: { replies }, variants: [{ why: "x", step: { payload: "nonce" } }] });
    expect(invoke).toEqual({
      scenario: "variants",
      step: {
        replies: [
          { status: 200, headers: [["Content-Type", "a/b"]], body: payload },
          {
            headers: [
              ["Content-Type", "a/b"],
              ["X", "1"],
            ],
            frames: [{ event: "InvokeComplete", payload }, { event: "A" }],
          },
        ],
      },
      variants: [{ why: "x", step: { payload } }],
    });
    const [, stream] = given({ scenario: "x", replies: ["ok"], first: { step: { payload: "nonce" } } });
    expect(stream).toEqual({
      scenario: "x",
      replies: [{ status: 200, headers: [["Content-Type", "c/d"]], body: payload }],
      first: { step: { payload } },
    });
  });

  it("is every exchange that keeps an expectation", () => {
    expect(given({ every: "exchange", where: { present: ["error"] } })[0]).toEqual({
      every: "exchange",
      where: { required: ["error"] },
    });
  });
});

describe("a fault in a clause names its place", () => {
  const steps = (step: unknown) => ({ given: { steps: [step] } });
  it.each<[string, object, string, string]>([
    ["an unknown source", { source: ["api", "apii"] }, "/source/1", 'sources.json has no source "apii"'],
    ["one with no room for its detail", { source: ["api more"] }, "/source/0", 'no source "api more"'],
    ["one of an answer", { expect: [{ error: "A", source: "x" }] }, "/expect/0/source", 'no source "x"'],
    ["an unknown step", steps("cal"), "/given/steps/0", 'no step "cal"'],
    ["an unknown payload", steps({ input: {}, payload: "x" }), "/given/steps/0/payload", 'no payload "x"'],
    ["an unknown reply", steps({ replies: ["x"] }), "/given/steps/0/replies/0", 'no reply "x"'],
    [
      "unknown header fields",
      steps({ replies: [{ headers: ["plain", "x"] }] }),
      "/given/steps/0/replies/0/headers/1",
      'no header fields "x"',
    ],
    ["no operation", { operations: undefined }, "", 'state "operation"'],
    ["nobody bound", { binds: undefined }, "", 'state "binds"'],
    [
      "a difference for another operation",
      { operations: ["Invoke"], perOperation: { InvokeWithResponseStream: { level: "may" } } },
      "/perOperation/InvokeWithResponseStream",
      "does not apply to InvokeWithResponseStream",
    ],
    ["an unknown placeholder", { id: "{op}/a/b" }, "/id", "the placeholders of an id"],
    ["one in a list", { implies: ["a/b/c", "{op}/a/c"] }, "/implies/1", "the placeholders of an id"],
    ["an answer of nothing", { expect: [{ name: "x" }] }, "/expect/0", "accepts everything"],
    [
      "an answer said in two ways",
      { expect: [{ status: 1, schema: { required: ["log"] } }] },
      "/expect/0/schema",
      'cannot be combined with "status"',
    ],
    [
      "a bad condition",
      { given: { every: "exchange", where: { "status/a": 1 } } },
      "/given/where/status~1a",
      "nor a member",
    ],
    [
      "a member that differs",
      { perOperation: { InvokeWithResponseStream: { source: ["x"] } } },
      "/perOperation/InvokeWithResponseStream/source/0",
      'no source "x"',
    ],
  ])("%s", (_, change, pointer, says) => {
    const written = JSON.parse(JSON.stringify({ ...base, ...change }));
    const act = () => expandClause(written, {}, vocabulary);
    expect(act).toThrow(ClauseFault);
    expect(act).toThrow(says);
    expect(act).toThrow(expect.objectContaining({ pointer }));
  });
});
