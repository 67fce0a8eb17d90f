import { describe, expect, test } from "vitest";
import type { Case } from "../../generators/case.ts";
import { drawCase } from "../../generators/draw.ts";
import { strataOf } from "../../generators/strata-of.ts";
import type { Clause } from "../../specs/clause.ts";
import { createAttempts } from "./attempts.ts";
import { type CaseResult, createCaseJudge } from "./case-judge.ts";
import { performCase } from "./perform-case.ts";
import {
  type FakeContext,
  type FakeResponse,
  fakeContext,
  likeTheProbe,
  REFUSED,
  SOUND,
  specification,
} from "./testing/fake-context.ts";

function caseOf(clause: Clause, number = 0): Case {
  return drawCase(strataOf(clause, specification), clause.id, 1, number) as Case;
}

/** Judges case 0 of a clause. Returns the result, and the answers that were counted. */
async function judged(
  clause: Clause,
  context: FakeContext,
): Promise<{ readonly result: CaseResult; readonly answers: readonly string[] }> {
  const answers: string[] = [];
  const attempts = createAttempts(1, 0);
  const judgeCase = createCaseJudge(
    clause,
    context,
    (planned) => performCase(planned, attempts, context),
    (answer) => answers.push(answer),
  );
  return { result: await judgeCase(caseOf(clause), "0", "first"), answers };
}

const DENIED: FakeResponse = { error: "AccessDeniedException", status: 403 };
const REFUSAL: FakeResponse = { error: "ValidationException" };

test("a case that fits an answer keeps the clause", async () => {
  const { result, answers } = await judged(SOUND, fakeContext(likeTheProbe));
  expect(result).toEqual({ kind: "fits" });
  expect(answers).toEqual(["as expected"]);
});

test("a case that fits no answer breaks the clause, and shows how", async () => {
  const context = fakeContext(() => ({ status: 201 }));
  const { result, answers } = await judged(SOUND, context);
  expect(result).toMatchObject({
    kind: "misses",
    violations: [{ says: "status", actual: "201" }],
    observation: { nonce: context.performed[0]?.nonce },
  });
  expect(answers).toEqual(["other: 201"]);
});

test("a case that shows nothing blames nobody", async () => {
  const { result, answers } = await judged(
    SOUND,
    fakeContext(() => ({ failure: "silence" })),
  );
  expect(result).toMatchObject({ kind: "error", says: expect.stringContaining("no response") });
  expect(answers).toEqual([]);
});

test("a case that gets what is no reply breaks the clause", async () => {
  const context = fakeContext(() => ({ failure: "malformed" }));
  const { result, answers } = await judged(SOUND, context);
  expect(result).toMatchObject({
    kind: "misses",
    violations: [
      { says: "the HTTP response", expected: "a valid HTTP response", actual: "it was malformed" },
    ],
  });
  expect(answers).toEqual(["other: it was malformed"]);
  expect(context.performed).toHaveLength(1);
});

describe("a response that denies access", () => {
  test("says nothing about the clause", async () => {
    const { result, answers } = await judged(
      SOUND,
      fakeContext(() => DENIED),
    );
    expect(result).toEqual({ kind: "denied" });
    expect(answers).toEqual([]);
  });

  test("breaks a clause that asks for one of another kind", async () => {
    const about: Clause = {
      ...SOUND,
      expect: [
        {
          error: "AccessDeniedException",
          schema: {
            required: ["headers"],
            properties: { headers: { type: "object", required: ["x-amzn-requestid"] } },
          },
        },
      ],
    };
    const { result } = await judged(
      about,
      fakeContext(() => DENIED),
    );
    expect(result.kind).toBe("misses");
  });

  test("was meant for a client", async () => {
    const { result } = await judged(
      { ...SOUND, binds: "client" },
      fakeContext(() => DENIED),
    );
    expect(result.kind).toBe("misses");
  });
});

describe("a breaking case", () => {
  test("shows nothing beside a twin that gets no reply to read", async () => {
    const context = fakeContext(({ attempt }) => (attempt.twin ? { failure: "malformed" } : REFUSAL));
    const { result } = await judged(REFUSED, context);
    expect(result).toMatchObject({ kind: "error", says: expect.stringContaining("it was malformed") });
  });

  test("counts beside a twin that is not refused", async () => {
    const context = fakeContext(({ attempt }) => (attempt.twin ? { json: null } : REFUSAL));
    expect((await judged(REFUSED, context)).result).toEqual({ kind: "fits", refused: true });
    expect(context.performed.map(({ twin }) => twin)).toEqual([false, true]);
  });

  test.each<[string, FakeResponse]>([
    ["status", { error: "ValidationException", status: 404 }],
    ["code", { error: "InvalidParameterValueException", status: 400 }],
  ])("counts beside a twin that is refused with another %s", async (_, other) => {
    const context = fakeContext(({ attempt }) => (attempt.twin ? other : REFUSAL));
    expect((await judged(REFUSED, context)).result).toEqual({ kind: "fits", refused: true });
  });

  test("blames nobody beside a twin that is refused in the same way, and tells how", async () => {
    const { result } = await judged(
      REFUSED,
      fakeContext(() => REFUSAL),
    );
    expect(result).toEqual({
      kind: "error",
      says: 'the same request without the fault is rejected in the same way: 400 ValidationException "ValidationException"',
    });
  });

  test("of a may clause needs no twin", async () => {
    const context = fakeContext(() => REFUSAL);
    expect((await judged({ ...REFUSED, level: "may" }, context)).result).toEqual({ kind: "fits" });
    expect(context.performed).toHaveLength(1);
  });

  test("blames nobody beside a twin that shows nothing", async () => {
    const context = fakeContext(({ attempt }) => (attempt.twin ? { failure: "silence" } : REFUSAL));
    expect((await judged(REFUSED, context)).result.kind).toBe("error");
  });

  test("sends no twin when it is not refused itself", async () => {
    const context = fakeContext(() => ({ json: null }));
    expect((await judged(REFUSED, context)).result.kind).toBe("misses");
    expect(context.performed).toHaveLength(1);
  });
});

test("cases of heavy clauses take turns", async () => {
  let turns = 0;
  const heavy: FakeContext["heavy"] = (task) => {
    turns += 1;
    return task();
  };
  await judged(SOUND, fakeContext(likeTheProbe, { heavy }));
  expect(turns).toBe(0);
  await judged({ ...SOUND, cost: "heavy" }, fakeContext(likeTheProbe, { heavy }));
  expect(turns).toBe(1);
});

test("a case that is judged by times of arrival is performed 3 times before it breaks the clause", async () => {
  const clause = specification.clauses.find(
    ({ id }) => id === "invoke-with-response-stream/time/while-it-runs",
  ) as Clause;
  const context = fakeContext(() => ({ json: null }));
  expect((await judged(clause, context)).result.kind).toBe("misses");
  expect(context.performed).toHaveLength(3);
});

describe("without a probe", () => {
  const withoutProbe = (respond: Parameters<typeof fakeContext>[0]): FakeContext =>
    fakeContext(respond, { probe: false });
  const UNKNOWN: FakeResponse = { error: "ResourceNotFoundException" };

  test("a refusal counts where the sound twin is answered as unknown", async () => {
    const context = withoutProbe(({ attempt }) => (attempt.twin ? UNKNOWN : REFUSAL));
    expect((await judged(REFUSED, context)).result).toEqual({ kind: "fits", refused: true });
  });

  test("what is refused as its twin is, rightly or wrongly, shows nothing", async () => {
    for (const response of [UNKNOWN, REFUSAL]) {
      const { result } = await judged(
        REFUSED,
        withoutProbe(() => response),
      );
      expect(result).toMatchObject({
        kind: "masked",
        says: expect.stringMatching(/^the same request without the fault is rejected in the same way: 40/),
      });
    }
  });

  test("what is accepted, or refused in another way than its twin, breaks the clause", async () => {
    const accepts = withoutProbe(({ attempt }) => (attempt.twin ? UNKNOWN : { json: null }));
    expect((await judged(REFUSED, accepts)).result).toMatchObject({ kind: "misses" });
    const breaks = withoutProbe(({ attempt }) => (attempt.twin ? UNKNOWN : { status: 500 }));
    expect((await judged(REFUSED, breaks)).result).toMatchObject({ kind: "misses" });
  });
});
