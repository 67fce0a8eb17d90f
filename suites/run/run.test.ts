import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { beforeAll, describe, expect, test } from "vitest";
import type { Clause } from "../../specs/clause.ts";
import { loadSpecification } from "../../specs/load-specification.ts";
import type { Specification } from "../../specs/specification.ts";
import { UserError } from "../../specs/user-error.ts";
import { type Handler, handlerTarget } from "../../targets/handler-target.ts";
import { jsonReply } from "../../targets/json-reply.ts";
import { CutConnection } from "../../targets/reference/http-door.ts";
import { createReference } from "../../targets/reference/reference.ts";
import type { StartedTarget, Target } from "../../targets/target.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import type { Verdict } from "../judge/verdict.ts";
import { collectRun } from "./collect-run.ts";
import { run } from "./run.ts";
import type { RunHeader } from "./run-event.ts";
import type { RunOptions } from "./run-options.ts";

const whole = loadSpecification();

const ECHOED: Clause = {
  id: "invoke/test/echoed",
  operation: "Invoke",
  binds: "server",
  level: "must",
  says: "JSON is echoed.",
  given: { parameter: "Payload", keeps: "json" },
  expect: [
    {
      schema: {
        required: ["status", "result"],
        properties: { status: { const: 200 }, result: { sameAs: "/sent/payload/json" } },
      },
    },
  ],
  source: [{ kind: "documented", where: "API_Invoke#Payload" }],
};
const SOUND: Clause = {
  ...ECHOED,
  id: "invoke/test/sound",
  given: steps({ $probe: { return: { value: { nonce: "{nonce}" } } } }),
  expect: [
    {
      schema: {
        required: ["status", "witness"],
        properties: { status: { const: 200 }, witness: { const: true } },
      },
    },
  ],
};
const PASSIVE: Clause = {
  ...ECHOED,
  id: "invoke/test/passive",
  given: { every: "exchange", where: { required: ["status"] } },
  expect: [
    {
      schema: {
        required: ["headers"],
        properties: { headers: { type: "object", required: ["x-amzn-requestid"] } },
      },
    },
  ],
};

function steps(payload: unknown): Clause["given"] {
  return {
    scenario: "steps",
    steps: [
      {
        do: "invoke",
        operation: "Invoke",
        input: { FunctionName: "{function}" },
        payload: { json: payload },
      },
    ],
  };
}

function only(...clauses: Clause[]): Specification {
  return { ...whole, clauses };
}

function options(specification: Specification, target: Target, more: Partial<RunOptions> = {}): RunOptions {
  return {
    specification,
    target,
    tool: { name: "lambda-conformance", version: "test" },
    cases: 30,
    seed: 7,
    concurrency: 4,
    timeoutMs: 2_000,
    revival: { lingerMs: 300, comebackMs: 500, throttledMs: [5, 10, 20] },
    ...more,
  };
}

const TOO_MANY = jsonReply(
  429,
  { Type: "User", message: "Rate exceeded", Reason: "CallerRateLimitExceeded" },
  { "x-amzn-ErrorType": "TooManyRequestsException" },
);
const reference = createReference({ specification: whole });
/** The reference, with replies changed by `change`, except those to the first requests of a run. */
function bent(change: (request: RawRequest, reply: RawReply) => RawReply): Target {
  const handle: Handler["handle"] = async (request) => {
    const reply = await reference.handle(request);
    if (/"(describe|context)"/.test(Buffer.from(request.body).toString())) return reply;
    const bent = change(request, reply);
    return { ...bent, headers: bent.headers.filter(([name]) => name !== "Content-Length") };
  };
  return handlerTarget("bent", () => ({ handle }));
}

async function verdictOf(clause: Clause, target: Target, more: Partial<RunOptions> = {}): Promise<Verdict> {
  const { verdicts } = await collectRun(options(only(clause), target, more));
  return verdicts[0] as Verdict;
}

beforeAll(() => () => reference.close());

describe("a run that is to end at the first failure", () => {
  const BROKEN: Clause = {
    ...SOUND,
    id: "invoke/test/broken",
    given: steps({ $probe: { throw: { type: "E", message: "m" } } }),
  };
  const sound = bent((_, reply) => reply);
  const LATER = Array.from(
    { length: 20 },
    (_, nth): Clause => ({ ...SOUND, id: `invoke/test/later-${nth}` }),
  );
  const failFast = ["must"] as const;

  test("confirms it, and judges no other clause", async () => {
    const { verdicts, footer } = await collectRun(options(only(BROKEN, ...LATER), sound, { failFast }));
    expect(verdicts.find(({ clause }) => clause === BROKEN.id)).toMatchObject({ outcome: "fail" });
    expect(verdicts.filter(({ outcome }) => outcome === "error").length).toBeGreaterThan(10);
    expect(footer).toMatchObject({ ended: "interrupted", because: expect.stringContaining(BROKEN.id) });
  });

  test.each<[string, Partial<Clause>, Partial<RunOptions>]>([
    ["does not count", { level: "should" }, {}],
    ["is known", {}, { deviations: [{ clause: BROKEN.id, reason: "known" }] }],
  ])("goes on after one that %s", async (_, clause, more) => {
    const specification = only({ ...BROKEN, ...clause }, ...LATER);
    const { verdicts, footer } = await collectRun(options(specification, sound, { failFast, ...more }));
    expect(footer).toMatchObject({ ended: "completed" });
    expect(verdicts.filter(({ outcome }) => outcome === "pass")).toHaveLength(LATER.length);
  });

  test("goes on after one that does not come again", async () => {
    let calls = 0;
    const once = bent((request, reply) =>
      Buffer.from(request.body).includes("return") && calls++ === 0 ? { ...reply, status: 500 } : reply,
    );
    const { footer, verdicts } = await collectRun(options(only(...LATER), once, { failFast }));
    expect(footer).toMatchObject({ ended: "completed" });
    expect(verdicts).toHaveLength(LATER.length);
  });
});

describe("a passive clause that is judged alone", () => {
  const specification = only(PASSIVE, SOUND);
  const alone = { only: [PASSIVE.id] };
  const sound = bent((_, reply) => reply);
  const nameless = bent((_, reply) => ({
    ...reply,
    headers: reply.headers.filter(([name]) => name.toLowerCase() !== "x-amzn-requestid"),
  }));

  test("is judged by calls of clauses that are not judged themselves", async () => {
    const { verdicts } = await collectRun(options(specification, sound, alone));
    expect(verdicts).toMatchObject([{ clause: PASSIVE.id, outcome: "pass", exchanges: 1 }]);
  });

  test("fails with a case that can be replayed", async () => {
    const { verdicts } = await collectRun(options(specification, nameless, alone));
    expect(verdicts).toMatchObject([
      { clause: PASSIVE.id, outcome: "fail", failure: { replay: `${SOUND.id}:7:0` } },
    ]);
    const replay = { clause: SOUND.id, path: "0" };
    const again = await collectRun(options(specification, nameless, { replay }));
    expect(again.verdicts).toContainEqual(expect.objectContaining({ clause: PASSIVE.id, outcome: "fail" }));
  });

  test("fails also where the first failure is to end the run", async () => {
    const { verdicts } = await collectRun(options(specification, nameless, { ...alone, failFast: ["must"] }));
    expect(verdicts).toMatchObject([{ clause: PASSIVE.id, outcome: "fail" }]);
  });

  test("is shown no call of a clause that is skipped, or of which the target is known to die", async () => {
    const skipped = await collectRun(options(specification, sound, { ...alone, skip: [SOUND.id] }));
    expect(skipped.verdicts).toMatchObject([{ outcome: "uncovered", exchanges: 0 }]);
    const frail = { ...sound, diesOf: [SOUND.id] };
    const spared = await collectRun(options(specification, frail, alone));
    expect(spared.verdicts).toMatchObject([{ outcome: "uncovered", exchanges: 0 }]);
  });
});

describe("the verdict", () => {
  test("is pass where every case fits and the probe gave a witness", async () => {
    expect(
      await verdictOf(
        ECHOED,
        bent((_, reply) => reply),
      ),
    ).toMatchObject({ outcome: "pass", cases: 30 });
  });

  test("is fail with the smallest counterexample, confirmed, and how to see it again", async () => {
    const loses = bent((request, reply) =>
      /[^\x20-\x7e]|\\u/.test(Buffer.from(request.body).toString())
        ? { ...reply, body: Buffer.from('"?"') }
        : reply,
    );
    const verdict = await verdictOf(ECHOED, loses, { cases: 100 });
    expect(verdict).toMatchObject({ outcome: "fail", failure: { violations: [{ says: "result" }] } });
    const [exchange] = verdict.failure?.exchanges ?? [];
    expect(exchange?.request.body.length).toBeLessThan(12);

    const [, , path] = /^(.*):7:(.+)$/.exec(verdict.failure?.replay ?? "") ?? [];
    const requests: string[] = [];
    const replayed: Verdict[] = [];
    const specification = only(ECHOED);
    for await (const event of run(
      options(specification, loses, { replay: { clause: ECHOED.id, path: path as string } }),
    )) {
      if (event.type === "exchange") requests.push(Buffer.from(event.exchange.request.body).toString());
      if (event.type === "verdict") replayed.push(event.verdict);
    }
    expect(requests).toEqual([Buffer.from(exchange?.request.body ?? []).toString()]);
    expect(replayed).toMatchObject([{ outcome: "fail", failure: { violations: [{ says: "result" }] } }]);
  });

  test("does not blame an endpoint for what it answers while it is asked for too much", async () => {
    let asked = 0;
    const sometimes = bent((_, reply) => (asked++ % 3 === 0 ? TOO_MANY : reply));
    expect(await verdictOf(ECHOED, sometimes)).toMatchObject({ outcome: "pass", cases: 30 });
    const always = await verdictOf(
      ECHOED,
      bent(() => TOO_MANY),
    );
    expect(always).toMatchObject({ outcome: "error" });
    expect(always.because).toMatch(
      /^throttled: 429 TooManyRequestsException; a lower --concurrency may help/,
    );
  });

  test("is uncovered where the target is declared without a feature, unless it is declared to have it", async () => {
    const needy: Clause = { ...SOUND, requires: ["alias"] };
    const target = bent((_, reply) => reply);
    expect(await verdictOf(needy, target, { without: ["alias"] })).toMatchObject({ outcome: "uncovered" });
    expect(await verdictOf(needy, target, { without: ["alias"], with: ["alias"] })).toMatchObject({
      outcome: "pass",
    });
  });

  test("is uncovered where the probe cannot do what it takes, unless the target is declared to have it", async () => {
    const needy: Clause = { ...SOUND, requires: ["streaming"] };
    const { start, ...common } = bent((_, reply) => reply);
    const inPython: Target = {
      ...common,
      start: async (progress) => ({ ...(await start(progress)), function: "probe-python" }),
    };
    expect(await verdictOf(needy, inPython)).toMatchObject({
      outcome: "uncovered",
      because: "the target does not support streaming",
    });
    expect(await verdictOf(needy, inPython, { with: ["streaming"] })).toMatchObject({ outcome: "pass" });
  });

  test("of a passive clause names the case that showed it, and is confirmed", async () => {
    const nameless = bent((_, reply) => ({
      ...reply,
      headers: reply.headers.filter(([name]) => name !== "x-amzn-RequestId"),
    }));
    const { verdicts } = await collectRun(options(only(SOUND, PASSIVE), nameless));
    const passive = verdicts.find(({ clause }) => clause === PASSIVE.id);
    expect(passive).toMatchObject({ outcome: "fail", failure: { replay: `${SOUND.id}:7:0` } });
  });
});

describe("the probe", () => {
  const REFUSED: Clause = {
    ...SOUND,
    id: "invoke/test/refused",
    given: { parameter: "InvocationType", breaks: "enum" },
    expect: [{ error: "ValidationException" }],
  };
  const answering = (handle: Handler["handle"]): Target => handlerTarget("small", () => ({ handle }));
  const header = async (target: Target): Promise<RunHeader | undefined> => {
    for await (const event of run(options(only(SOUND), target))) {
      if (event.type === "run-started") return event.run;
    }
    return undefined;
  };

  test("that is not there leaves its clauses uncovered, and what needs none is judged", async () => {
    const unknown = jsonReply(
      404,
      { Message: "Function not found: probe", Type: "User" },
      { "x-amzn-ErrorType": "ResourceNotFoundException", "x-amzn-RequestId": "1" },
    );
    const refused = jsonReply(
      400,
      { message: "1 validation error detected: Value at 'invocationType' failed to satisfy constraint: x" },
      { "x-amzn-ErrorType": "ValidationException", "x-amzn-RequestId": "1" },
    );
    const judged = async (target: Target): Promise<unknown> => {
      const { verdicts } = await collectRun(options(only(SOUND, REFUSED, PASSIVE), target));
      return Object.fromEntries(verdicts.map(({ clause, outcome }) => [clause, outcome]));
    };
    const looks = answering(async ({ headers }) => {
      const type = headerValue(headers, "X-Amz-Invocation-Type") ?? "Event";
      return ["RequestResponse", "Event", "DryRun"].includes(type) ? unknown : refused;
    });
    expect(await judged(looks)).toEqual({
      [SOUND.id]: "uncovered",
      [REFUSED.id]: "pass",
      [PASSIVE.id]: "pass",
    });
    const alike = answering(async () => unknown);
    expect(await judged(alike)).toEqual({
      [SOUND.id]: "uncovered",
      [REFUSED.id]: "uncovered",
      [PASSIVE.id]: "uncovered",
    });
    const endpoint: Target = {
      ...alike,
      start: async (progress) => ({ ...(await alike.start(progress)), undeclared: true }),
    };
    expect((await header(endpoint))?.subject.probe).toEqual({
      found: false,
      says: expect.stringMatching(
        /^404 ResourceNotFoundException .*; deploy it \(docs\/probe.md, or lambda-conformance deploy --endpoint http/,
      ),
    });
    // This target ends with the run, so nothing can be deployed there.
    expect((await header(alike))?.subject.probe?.says).toMatch(
      /; the start function of this target must deploy the probe \(docs\/probe\.md, docs\/targets\.md\)$/,
    );
  });

  test("whose answer comes back mangled is there: the endpoint is wrong", async () => {
    const quoting = answering(async (request) => {
      const { body } = await reference.handle(request);
      return jsonReply(200, Buffer.from(body as Uint8Array).toString());
    });
    expect((await header(quoting))?.subject.probe).toMatchObject({ found: true });
    expect(await verdictOf(SOUND, quoting)).toMatchObject({ outcome: "fail" });
  });

  test("is found by a stream where calls that wait for the whole result are broken", async () => {
    const broken = answering(async (request) =>
      request.target.includes("streaming") ? reference.handle(request) : jsonReply(500, null),
    );
    expect((await header(broken))?.subject.probe).toMatchObject({ found: true });
  });
});

describe("a function that clauses need", () => {
  const named = (...ids: string[]): Clause[] => whole.clauses.filter(({ id }) => ids.includes(id));
  const throttled = named("invoke/throttled/status", "invoke/throttled/reason");
  const durable = named("invoke/durable-execution-arn/present");
  /** An endpoint without declared features, which changes the request target before the reference answers. */
  const endpoint = (change: (target: string) => string): Target => {
    const { start, ...common } = handlerTarget("endpoint", () => ({
      handle: (request) => reference.handle({ ...request, target: change(request.target) }),
    }));
    return { ...common, start: async (progress) => ({ ...(await start(progress)), undeclared: true }) };
  };
  const judged = async (
    clauses: readonly Clause[],
    target: Target,
    more: Partial<RunOptions> = {},
  ): Promise<Record<string, unknown>> => {
    const { verdicts } = await collectRun(options(only(...clauses), target, more));
    return Object.fromEntries(
      verdicts.map(({ clause, outcome, behind, because }) => [clause, behind ?? because ?? outcome]),
    );
  };

  test("is judged where it is as it should be", async () => {
    const sound = endpoint((target) => target);
    expect(Object.values(await judged([...throttled, ...durable], sound))).toEqual(["pass", "pass", "pass"]);
  });

  test("leaves its clauses uncovered, with what was seen, where nobody declared it", async () => {
    const running = endpoint((target) => target.replace("probe-throttled", "probe"));
    const says = expect.stringMatching(
      /^probe-throttled responds with 200 .*lambda-conformance.*; give --feature throttled to judge this clause anyway$/,
    );
    expect(await judged(throttled, running)).toEqual({
      "invoke/throttled/status": says,
      "invoke/throttled/reason": says,
    });
    const unwrapped = endpoint((target) => target.replace("probe-durable", "probe-nothing"));
    expect(await judged(durable, unwrapped)).toEqual({
      "invoke/durable-execution-arn/present": expect.stringMatching(
        /^probe-durable:?.* responds with 404 ResourceNotFoundException /,
      ),
    });
  });

  test("and cannot start is judged where it fails, and not as a function that does not exist", async () => {
    const start = named("invoke/start/no-handler", "invoke/start/throws-at-load");
    const judgedAs = async (name: string): Promise<unknown> =>
      judged(
        start,
        endpoint((target) => target.replace(/probe-(no-handler|throws-at-load)/, name)),
      );
    const [noHandler, throwsAtLoad] = ["invoke/start/no-handler", "invoke/start/throws-at-load"] as const;
    expect(await judgedAs("probe-$1")).toEqual({ [noHandler]: "pass", [throwsAtLoad]: "pass" });
    expect(await judgedAs("probe-nothing")).toEqual({
      [noHandler]: expect.stringMatching(/^probe-no-handler responds with 404 ResourceNotFoundException /),
      [throwsAtLoad]: expect.stringMatching(
        /^probe-throws-at-load responds with 404 ResourceNotFoundException /,
      ),
    });
    expect(await judgedAs("probe")).toEqual({
      [noHandler]: expect.stringMatching(/^probe-no-handler responds with 200 .*lambda-conformance/),
      [throwsAtLoad]: expect.stringMatching(/^probe-throws-at-load responds with 200 .*lambda-conformance/),
    });
  });

  test("and streams is done without by clauses about streams that need none, where streams are offered", async () => {
    const buffered = endpoint((target) => target.replace(/probe-stream(?!-)/, "probe-nothing"));
    const prefix = "invoke-with-response-stream";
    const clauses = named(
      `${prefix}/function-name/arn`,
      `${prefix}/qualifier/unknown`,
      `${prefix}/content/text`,
    );
    expect(await judged(clauses, buffered)).toEqual({
      [`${prefix}/function-name/arn`]: "pass",
      [`${prefix}/qualifier/unknown`]: "pass",
      [`${prefix}/content/text`]: expect.stringMatching(/^probe-stream responds with 404 /),
    });
    const none = endpoint((target) => target.replace("response-streaming-invocations", "nothing"));
    expect(new Set(Object.values(await judged(clauses, none)))).toEqual(
      new Set([expect.stringMatching(/^probe-stream responds with 40/)]),
    );
  });

  test("fails the clause that says so where it is declared, and the others are behind that", async () => {
    const running = endpoint((target) => target.replace("probe-throttled", "probe"));
    expect(await judged(throttled, running, { with: ["throttled"] })).toEqual({
      "invoke/throttled/status": "fail",
      "invoke/throttled/reason": "invoke/throttled/status",
    });
  });
});

describe("a clause that stands on another", () => {
  const GATE: Clause = {
    ...SOUND,
    id: "invoke/test/gate",
    given: steps({ $probe: { return: { value: { nonce: "{nonce}", gate: true } } } }),
  };
  const UPON: Clause = { ...SOUND, id: "invoke/test/upon", needs: [GATE.id] };
  const FARTHER: Clause = { ...ECHOED, id: "invoke/test/farther", needs: [UPON.id] };
  const OPEN: Clause = { ...SOUND, id: "invoke/test/open", level: "may", needs: [GATE.id] };
  const failing = bent((request, reply) =>
    Buffer.from(request.body).includes('"gate"') ? { ...reply, status: 201 } : reply,
  );
  const outcomes = async (
    clauses: readonly Clause[],
    target: Target,
    more: Partial<RunOptions> = {},
  ): Promise<unknown> => {
    const { verdicts } = await collectRun(options(only(...clauses), target, more));
    const last = new Map(verdicts.map((verdict) => [verdict.clause, verdict]));
    return [...last.values()].map(({ clause, outcome, behind }) => [clause, outcome, behind]).sort();
  };

  test("is behind that when it fails, whatever it would show itself, and is not performed", async () => {
    const clauses = [FARTHER, OPEN, UPON, GATE, SOUND];
    expect(await outcomes(clauses, failing)).toEqual([
      [FARTHER.id, "uncovered", GATE.id],
      [GATE.id, "fail", undefined],
      [OPEN.id, "uncovered", GATE.id],
      [SOUND.id, "pass", undefined],
      [UPON.id, "uncovered", GATE.id],
    ]);
    const performed = new Set<string>();
    for await (const event of run(options(only(...clauses), failing))) {
      if (event.type === "exchange") performed.add(event.clause);
    }
    expect([...performed].sort()).toEqual([GATE.id, SOUND.id]);
  });

  test("is judged when that passes", async () => {
    const sound = bent((_, reply) => reply);
    expect(await outcomes([UPON, GATE], sound)).toEqual([
      [GATE.id, "pass", undefined],
      [UPON.id, "pass", undefined],
    ]);
  });

  describe("of which nothing is known", () => {
    /** Fails the gate once, which is neither a failure nor a pass. */
    const once = (): Target => {
      let times = 0;
      return bent((request, reply) =>
        Buffer.from(request.body).includes('"gate"') && times++ === 0 ? { ...reply, status: 201 } : reply,
      );
    };

    test("is held back, and counts as not covered", async () => {
      const { verdicts } = await collectRun(options(only(FARTHER, OPEN, UPON, GATE, SOUND), once()));
      const because = `builds on ${GATE.id}, which was not judged`;
      expect(verdicts.map(({ clause, outcome, because }) => [clause, outcome, because]).sort()).toEqual([
        [FARTHER.id, "uncovered", because],
        [GATE.id, "error", expect.stringContaining("flaky")],
        [OPEN.id, "uncovered", because],
        [SOUND.id, "pass", undefined],
        [UPON.id, "uncovered", because],
      ]);
      expect(verdicts.every(({ behind }) => behind === undefined)).toBe(true);
    });

    test("is told with that where only the clause was asked for", async () => {
      expect(await outcomes([UPON, GATE, SOUND], once(), { only: [UPON.id] })).toEqual([
        [GATE.id, "error", undefined],
        [UPON.id, "uncovered", undefined],
      ]);
    });

    test("is judged where that is a may clause: its error decides nothing", async () => {
      const silent = bent((request, reply) => {
        if (Buffer.from(request.body).includes('"gate"')) throw new CutConnection();
        return reply;
      });
      const gate: Clause = { ...GATE, level: "may" };
      expect(await outcomes([OPEN, gate], silent)).toEqual([
        [GATE.id, "error", undefined],
        [OPEN.id, "noted", undefined],
      ]);
    });
  });

  test("is behind a passive one, too", async () => {
    const nameless = bent((_, reply) => ({
      ...reply,
      headers: reply.headers.filter(([name]) => name !== "x-amzn-RequestId"),
    }));
    expect(await outcomes([{ ...SOUND, needs: [PASSIVE.id] }, PASSIVE], nameless)).toEqual([
      [PASSIVE.id, "fail", undefined],
      [SOUND.id, "uncovered", PASSIVE.id],
    ]);
  });

  test("is told with that where only the clause was asked for, and that fails", async () => {
    const asked = { only: [UPON.id] };
    expect(await outcomes([UPON, GATE, SOUND], failing, asked)).toEqual([
      [GATE.id, "fail", undefined],
      [UPON.id, "uncovered", GATE.id],
    ]);
    const sound = bent((_, reply) => reply);
    expect(await outcomes([UPON, GATE, SOUND], sound, asked)).toEqual([[UPON.id, "pass", undefined]]);
    expect(await outcomes([UPON, GATE], failing, { ...asked, skip: [GATE.id] })).toEqual([
      [UPON.id, "pass", undefined],
    ]);
  });
});

/** A target that changes its replies by how many other requests it is working on. */
function crowdedTarget(change: (request: RawRequest, reply: RawReply, others: number) => RawReply): Target {
  let inFlight = 0;
  const handle: Handler["handle"] = async (request) => {
    inFlight += 1;
    const others = inFlight - 1;
    await new Promise((resolve) => setTimeout(resolve, 5));
    const reply = await reference.handle(request);
    inFlight -= 1;
    if (/"(describe|context)"/.test(Buffer.from(request.body).toString())) return reply;
    return change(request, reply, others);
  };
  return handlerTarget("crowded", () => ({ handle }));
}

test("a failure is confirmed when nothing else is in flight, and what fails beside other calls only is told as that", async () => {
  const unavailable = jsonReply(500, { message: "busy" }, { "x-amzn-ErrorType": "ServiceException" });
  const { verdicts } = await collectRun(
    options(
      only(ECHOED, SOUND),
      crowdedTarget((_, reply, others) => (others > 0 ? unavailable : reply)),
      { cases: 8 },
    ),
  );
  const echoed = verdicts.find(({ clause }) => clause === ECHOED.id);
  expect(echoed).toMatchObject({
    outcome: "error",
    because: expect.stringMatching(/^fails beside other calls: \d+ of 10 times, never alone: /),
  });
});

test("the same seed sends the same requests, whatever the concurrency", async () => {
  const sent = async (concurrency: number): Promise<string[]> => {
    const requests: string[] = [];
    const specification = only(ECHOED, {
      ...ECHOED,
      id: "invoke/test/names",
      given: { parameter: "FunctionName", keeps: "pattern" },
    });
    for await (const event of run(
      options(
        specification,
        bent((_, reply) => reply),
        { concurrency },
      ),
    )) {
      if (event.type !== "exchange") continue;
      const { method, target, headers, body } = event.exchange.request;
      requests.push(
        [method, target, JSON.stringify(headers), Buffer.from(body).toString("base64")].join(" "),
      );
    }
    return requests.sort();
  };
  const once = await sent(1);
  expect(once.length).toBeGreaterThan(55);
  expect(await sent(8)).toEqual(once);
});

test("an endpoint that does not answer ends the run in one line, at once", async () => {
  const started: StartedTarget = {
    ...(await handlerTarget("x", () => reference).start(() => {})),
    url: new URL("http://127.0.0.1:1"),
  };
  const target: Target = { name: "nothing", start: async () => started };
  const before = performance.now();
  await expect(collectRun(options(only(SOUND), target))).rejects.toThrow(UserError);
  expect(performance.now() - before).toBeLessThan(3_000);
});

test("a pattern that matches nothing is told", async () => {
  const target = bent((_, reply) => reply);
  await expect(collectRun(options(only(SOUND), target, { only: ["invoke/nothing"] }))).rejects.toThrow(
    UserError,
  );
});

test("a selection that leaves nothing is told, and a replay that has no cases", async () => {
  const target = bent((_, reply) => reply);
  const given = (more: Partial<RunOptions>): Promise<unknown> =>
    collectRun(options(only(SOUND, PASSIVE), target, more));
  await expect(given({ skip: ["**"] })).rejects.toThrow(
    new UserError("--skip **: leaves no clause to judge"),
  );
  await expect(given({ replay: { clause: PASSIVE.id, path: "0" } })).rejects.toThrow(UserError);
});

test("an interrupted run ends with what is known", async () => {
  const stop = new AbortController();
  const target = bent((_, reply) => {
    stop.abort();
    return reply;
  });
  const { verdicts, footer } = await collectRun(
    options(only(SOUND, ECHOED), target, { signal: stop.signal, concurrency: 1 }),
  );
  expect(footer.ended).toBe("interrupted");
  expect(verdicts).toHaveLength(2);
  expect(verdicts.every(({ outcome }) => outcome === "error")).toBe(true);
});

test("what waited for its turn when a run was interrupted blames nobody, a control included", async () => {
  const stop = new AbortController();
  let calls = 0;
  const target = bent((_, reply) => {
    calls += 1;
    if (calls === 5) stop.abort();
    return { ...reply, body: Buffer.from("null") };
  });
  const controlled = { ...SOUND, expect: [{ schema: true }] };
  const { verdicts } = await collectRun(
    options(only(controlled, ECHOED), target, { signal: stop.signal, concurrency: 2 }),
  );
  expect(verdicts.map(({ outcome, because }) => [outcome, because])).toEqual([
    ["error", "interrupted"],
    ["error", "interrupted"],
  ]);
});

test("a failure that is known is covered; a deviation that no longer fails is stale", async () => {
  const wrong = bent((_, reply) => ({ ...reply, status: 201 }));
  const deviations = [
    { clause: SOUND.id, reason: "known" },
    { clause: "invoke/test/ech*", reason: "was mended" },
  ];
  const { verdicts, footer } = await collectRun(
    options(only(SOUND, { ...ECHOED, expect: [{ schema: true }], level: "may" }), wrong, { deviations }),
  );
  expect(verdicts.find(({ clause }) => clause === SOUND.id)).toMatchObject({
    outcome: "fail",
    deviation: "known",
  });
  expect(footer.staleDeviations).toEqual([{ clause: "invoke/test/ech*", says: "no longer fails" }]);
});

describe("a target that dies", () => {
  /** Dies `afterMs` after a request whose body holds "poison". It comes back only if it can be restarted. */
  function mortal(afterMs: number, canRestart: boolean): Target {
    return {
      name: "mortal",
      async start() {
        let server: Server;
        let port = 0;
        const listen = async (): Promise<void> => {
          server = createServer(async (request, response) => {
            const body = Buffer.concat(await request.toArray());
            const reply = await reference.handle({
              method: request.method as string,
              target: request.url as string,
              headers: [],
              body,
            });
            if (body.includes("poison")) setTimeout(() => server.close().closeAllConnections(), afterMs);
            if (afterMs === 0 && body.includes("poison")) return;
            response.writeHead(reply.status, reply.headers.flat()).end(reply.body);
          });
          await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
          port = (server.address() as AddressInfo).port;
        };
        await listen();
        return {
          url: new URL(`http://127.0.0.1:${port}`),
          function: "probe",
          region: "us-east-1",
          account: "123456789012",
          partition: "aws",
          credentials: { accessKeyId: "a", secretAccessKey: "b" },
          without: [],
          signs: false,
          ...(canRestart && { restart: listen }),
          stop: async () => {
            server.close().closeAllConnections();
          },
        };
      },
    };
  }
  const POISON: Clause = {
    ...SOUND,
    id: "invoke/test/poison",
    given: steps({ $probe: { return: { value: { nonce: "{nonce}" } }, log: { lines: ["poison"] } } }),
  };
  // They take long enough for the endpoint to die while they run.
  const more = Array.from({ length: 6 }, (_, index): Clause => {
    const given = steps({ $probe: { sleep: { ms: 100 + index }, return: { value: { nonce: "{nonce}" } } } });
    return { ...SOUND, id: `invoke/test/more-${index}`, given };
  });

  test.each([0, 150])(
    "%i ms after a request is started again, and the clause that killed it twice alone fails",
    async (afterMs) => {
      const { verdicts, footer, notices } = await collectRun(
        options(only(POISON, ...more, ECHOED), mortal(afterMs, true), { concurrency: 3 }),
      );
      expect(footer.ended).toBe("completed");
      const failed = verdicts.filter(({ outcome }) => outcome === "fail");
      expect(failed.map(({ clause }) => clause)).toEqual([POISON.id]);
      expect(failed[0]?.failure?.violations).toMatchObject([{ expected: "it continues to respond" }]);
      expect(verdicts.filter(({ outcome }) => outcome === "pass")).toHaveLength(7);
      expect(notices).toContain("restarting the target");
    },
  );

  test("is started again by a method of its class, too", async () => {
    const { start, ...common } = mortal(0, true);
    const ofClass: Target = {
      ...common,
      start: async (progress) => {
        const { restart, stop, ...own } = await start(progress);
        return Object.assign(Object.create({ restart, stop }), own);
      },
    };
    const { footer, notices } = await collectRun(options(only(POISON), ofClass));
    expect(footer.ended).toBe("completed");
    expect(notices).toContain("restarting the target");
  });

  test("is asked with nonces of their own by clauses that are judged again", async () => {
    const asked: string[] = [];
    for await (const event of run(options(only(POISON, ...more), mortal(150, true), { concurrency: 3 }))) {
      if (event.type === "exchange" && event.clause !== POISON.id) {
        asked.push(Buffer.from(event.exchange.request.body).toString());
      }
    }
    expect(asked.length).toBeGreaterThan(more.length);
    expect(new Set(asked).size).toBe(asked.length);
  });

  test("of a clause that is known is tested with that one last, and alone", async () => {
    const target: Target = { ...mortal(150, true), diesOf: [POISON.id] };
    const { verdicts, notices } = await collectRun(options(only(POISON, ...more, ECHOED), target));
    expect(verdicts.map(({ outcome }) => outcome)).toEqual([...Array(7).fill("pass"), "fail"]);
    expect(verdicts.at(-1)?.clause).toBe(POISON.id);
    expect(notices).toEqual(["restarting the target", "restarting the target"]);
  });

  test("and stays dead ends the run with what is known", async () => {
    const { verdicts, footer } = await collectRun(
      options(only(SOUND, POISON, ...more), mortal(0, false), { concurrency: 1 }),
    );
    expect(footer).toMatchObject({
      ended: "target-died",
      because: `the endpoint stopped responding and did not recover; clauses being tested at that time: ${POISON.id}`,
    });
    expect(verdicts).toHaveLength(8);
    expect(verdicts.find(({ clause }) => clause === SOUND.id)).toMatchObject({ outcome: "pass" });
    expect(verdicts.filter(({ outcome }) => outcome === "error")).toHaveLength(7);
  });
});
