import { describe, expect, test } from "vitest";
import { loadSpecification } from "../specs/load-specification.ts";
import { gatherEvidence } from "./grade/gather-evidence.ts";
import { type Grade, grade } from "./grade/grade.ts";
import { readRecordings } from "./grade/read-recordings.ts";
import type { RecordedExchange } from "./grade/recorded-exchange.ts";

const specification = loadSpecification();
const recordings = readRecordings();
const found = await gatherEvidence(recordings, specification);
const all = [...recordings.values()].flat();

function graded(exchanges: readonly RecordedExchange[]): Grade {
  return grade(exchanges, { specification, function: "probe" });
}

/** Clauses that the recordings contradict. Reduce each to what all sources share, and remove it from this list. */
const CONTRADICTED: readonly string[] = [];

test("what was recorded from the real service is judged as conforming, but for clauses that are known to be wrong", () => {
  const contradicted = found.filter(
    ({ clause, contradicts }) => clause.level !== "may" && contradicts.length > 0,
  );
  expect(contradicted.map(({ clause }) => clause.id).sort()).toEqual(CONTRADICTED);
  const failed = [...recordings.values()]
    .flatMap((exchanges) => graded(exchanges).verdicts)
    .filter(({ outcome }) => outcome === "fail");
  expect([...new Set(failed.map(({ clause }) => clause))].sort()).toEqual(CONTRADICTED);
});

test.each([...recordings])("%s: each entry is judged, and says where it is from", (_, exchanges) => {
  const { judged, remarks } = graded(exchanges);
  expect(remarks).toEqual([]);
  expect(judged).toBe(exchanges.length);
  for (const { source, place } of exchanges) {
    expect(source?.where, place).toMatch(/\w{3}/);
    expect(source?.by, place).toMatch(/\w{3}/);
  }
});

test("no name and no account of a person stands in them", () => {
  const accounts = new Set<string>();
  for (const { exchange, like } of all) {
    const text = [exchange.request.target, exchange.reply?.body, exchange.request.body, JSON.stringify(like)]
      .map((part) => (part === undefined ? "" : Buffer.from(part).toString("latin1")))
      .join(" ");
    for (const [, account = ""] of text.matchAll(
      /arn(?::|%3A)aws(?::|%3A)\w+(?::|%3A)[a-z0-9-]*(?::|%3A)(\d{12})/g,
    )) {
      accounts.add(account);
    }
  }
  // The second account is that of the examples. The first one is part of a name that is no ARN of a function, which AWS refused.
  expect([...accounts].sort()).toEqual(["123400000000", "123456789012"]);
});

describe("each clause that an entry is said to answer", () => {
  const ids = new Set(specification.clauses.map(({ id }) => id));

  test("is one, and judges it", () => {
    const missing = [...recordings].flatMap(([file, exchanges]) =>
      exchanges.flatMap(({ place, answers = [] }) =>
        answers
          .filter((id) => {
            const its = found.find(({ clause }) => clause.id === id);
            const judged = [...(its?.supports ?? []), ...(its?.contradicts ?? [])];
            return !ids.has(id) || !judged.some((one) => one.file === file && one.its.place === place);
          })
          .map((id) => `${file}, ${place}: ${id}`),
      ),
    );
    expect(missing).toEqual([]);
  });

  test("would notice another answer, as would those that bind by themselves", () => {
    const supported = found.filter(({ clause, supports }) => clause.level !== "may" && supports.length > 0);
    const of = (level: string): number => supported.filter(({ clause }) => clause.level === level).length;
    expect(of("must")).toBeGreaterThan(100);
    expect(of("should")).toBeGreaterThan(70);
  });
});

test.each([403, 429, 500, 503])(
  "a sound call that was answered %i shows nothing of what it asked for",
  (status) => {
    const reply = { status, headers: [], body: Buffer.from("{}"), chunks: [], headAt: 0, endAt: 0 };
    const exchanges = all
      .filter((its) => its.exchange.reply?.status === 200)
      // Asking for a stream as an event is not a sound call, according to the model.
      .filter(({ answers = [] }) => !answers.some((id) => id.endsWith("/invocation-type/event")))
      .map(({ answers: _, ...its }) => ({ ...its, exchange: { ...its.exchange, reply } }));
    const { verdicts } = graded(exchanges);
    const wrong = verdicts.filter(({ outcome, level }) => outcome === "fail" && level === "must");
    expect(wrong.map(({ clause }) => clause)).toEqual([]);
  },
);

describe("a recorded answer that is wrong is noticed", () => {
  const changed = (
    find: (exchange: RecordedExchange) => boolean,
    change: (reply: NonNullable<RecordedExchange["exchange"]["reply"]>) => object,
  ): string[] => {
    const one = all.find(find) as RecordedExchange;
    const reply = one.exchange.reply as NonNullable<RecordedExchange["exchange"]["reply"]>;
    const wrong = { ...one, exchange: { ...one.exchange, reply: { ...reply, ...change(reply) } } };
    return graded([wrong]).verdicts.flatMap(({ clause, outcome }) => (outcome === "fail" ? [clause] : []));
  };
  const errorOf = ({ exchange }: RecordedExchange): string | undefined =>
    exchange.reply?.headers.find(([name]) => name.toLowerCase() === "x-amzn-errortype")?.[1];

  test("404 for a name that breaks its pattern", () => {
    const failed = changed(
      (recorded) => recorded.exchange.request.target.includes("my-function%21"),
      () => ({ status: 404, headers: [["x-amzn-ErrorType", "ResourceNotFoundException"]] }),
    );
    expect(failed).toContain("invoke/function-name/not-in-pattern");
  });

  test("an error with the status of another", () => {
    const failed = changed(
      (recorded) => errorOf(recorded) === "ResourceNotFoundException",
      () => ({ status: 400 }),
    );
    expect(failed).toContain("invoke/error/status");
  });

  test("a message in the wrong member", () => {
    const failed = changed(
      (recorded) => errorOf(recorded) === "ResourceNotFoundException" && recorded.unknown.size < 5,
      () => ({ body: Buffer.from('{"message":"Function not found: x","Type":"User"}') }),
    );
    expect(failed).toContain("invoke/error/message-member");
  });

  test("but not for what is unknown", () => {
    const failed = changed(
      (recorded) => recorded.unknown.has("response.headers") && recorded.exchange.reply?.status === 200,
      () => ({ headers: [] }),
    );
    expect(failed).toEqual([]);
  });
});
