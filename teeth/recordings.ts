import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Specification } from "../specs/specification.ts";
import { grade } from "../suites/grade/grade.ts";
import { readHar } from "../suites/grade/read-har.ts";
import type { RecordedExchange } from "../suites/grade/recorded-exchange.ts";

/** What the clauses say of one recorded answer of the real service. */
export interface RecordingScore {
  /** File and place in it, and where it is from. */
  readonly place: string;
  /** Clauses of level must or should that judged it; those of them that call it wrong. */
  readonly judgedBy: readonly string[];
  readonly calledWrong: readonly string[];
  /** Whether some clause notices when it is made another: another status, other header fields, or another last byte. */
  readonly missed: boolean;
}

const FOLDER = join(import.meta.dirname, "../suites/recordings");

export function scoreRecordings(specification: Specification): readonly RecordingScore[] {
  const judge = (recorded: RecordedExchange): { judgedBy: string[]; calledWrong: string[] } => {
    const { verdicts } = grade([recorded], { specification, function: "probe" });
    const binding = verdicts.filter(({ level, cases }) => level !== "may" && cases > 0);
    const wrong = binding.filter(({ outcome }) => outcome === "fail");
    return {
      judgedBy: binding.map(({ clause }) => clause),
      calledWrong: wrong.map(({ clause }) => clause),
    };
  };
  return readdirSync(FOLDER)
    .sort()
    .flatMap((file) => readHar(JSON.parse(readFileSync(join(FOLDER, file), "utf8")), file))
    .map((recorded) => ({
      place: [recorded.place, recorded.source?.where].filter(Boolean).join(", "),
      ...judge(recorded),
      missed: alterations(recorded).every((altered) => judge(altered).calledWrong.length === 0),
    }));
}

/** The same exchange with an answer that the service did not give. */
function alterations(recorded: RecordedExchange): readonly RecordedExchange[] {
  const { exchange } = recorded;
  const { reply } = exchange;
  if (reply === undefined) return [];
  const withReply = (change: Partial<typeof reply>): RecordedExchange => ({
    ...recorded,
    exchange: { ...exchange, reply: { ...reply, ...change } },
  });
  const headers = reply.headers.map(([name]) => [name, "!"] as const);
  const body = Uint8Array.from(reply.body, (byte, index) =>
    index === reply.body.length - 1 ? byte ^ 1 : byte,
  );
  return [
    withReply({ status: reply.status === 500 ? 400 : 500 }),
    withReply({ headers }),
    withReply({ body }),
  ];
}
