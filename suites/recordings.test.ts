import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadSpecification } from "../specs/load-specification.ts";
import { type Grade, grade } from "./grade/grade.ts";
import { readHar } from "./grade/read-har.ts";
import type { RecordedExchange } from "./grade/recorded-exchange.ts";

const specification = loadSpecification();
const FOLDER = join(import.meta.dirname, "recordings");
const recordings = readdirSync(FOLDER).map(
  (file) => [file, readHar(JSON.parse(readFileSync(join(FOLDER, file), "utf8")), file)] as const,
);

function graded(exchanges: readonly RecordedExchange[]): Grade {
  return grade(exchanges, { specification, function: "probe" });
}

function failures({ verdicts }: Grade): string[] {
  return verdicts
    .filter(({ outcome }) => outcome === "fail")
    .map(
      ({ clause, failure }) =>
        `${clause}: ${failure?.why}: ${failure?.violations.map(({ says, expected, actual }) => `${says}: ${expected}, was ${actual}`).join("; ")}`,
    );
}

describe("what was recorded from the real service is judged as conforming", () => {
  test.each(recordings)("%s", (_, exchanges) => {
    const result = graded(exchanges);
    expect(failures(result)).toEqual([]);
    expect(result.skipped).toEqual([]);
    expect(result.judged).toBe(exchanges.length);
  });

  test.each([403, 429, 500, 503])(
    "a sound call that was answered %i shows nothing of what it asked for",
    (status) => {
      const reply = { status, headers: [], body: Buffer.from("{}"), chunks: [], headAt: 0, endAt: 0 };
      const exchanges = recordings
        .flatMap(([, all]) => all)
        .filter((its) => its.exchange.reply?.status === 200);
      const { verdicts } = graded(exchanges.map((its) => ({ ...its, exchange: { ...its.exchange, reply } })));
      const wrong = verdicts.filter(({ outcome, level }) => outcome === "fail" && level === "must");
      expect(wrong.map(({ clause }) => clause)).toEqual([]);
    },
  );

  test("by many clauses", () => {
    const { verdicts } = graded(recordings.flatMap(([, exchanges]) => exchanges));
    const bound = verdicts.filter(({ cases }) => cases > 0).map(({ clause }) => clause);
    expect(bound).toEqual(
      expect.arrayContaining([
        "invoke/function-name/not-in-pattern",
        "invoke/qualifier/too-long",
        "invoke/payload/broken-json",
        "invoke/invocation-type/not-in-enum",
        "invoke/error/status",
        "invoke/error/message-member",
        "invoke/executed-version/pattern",
        "invoke/log/base64",
        "invoke-with-response-stream/complete/last",
        "invoke-with-response-stream/frames/message-checksum",
      ]),
    );
    expect(bound.length).toBeGreaterThan(50);
  });

  test.each(recordings)("%s says where each answer is from", (_, exchanges) => {
    for (const { source, place } of exchanges) expect(source?.where, place).toMatch(/\w{3}/);
  });
});

describe("a recorded answer that is wrong is noticed", () => {
  const all = recordings.flatMap(([, exchanges]) => exchanges);
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
    exchange.reply?.headers.find(([name]) => name === "x-amzn-ErrorType")?.[1];

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
      (recorded) => errorOf(recorded) === "ResourceNotFoundException",
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
