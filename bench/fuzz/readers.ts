import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ReplyParser } from "../../drivers/reply-parser.ts";
import { buildReport } from "../../reports/build-report.ts";
import { changesOf } from "../../reports/changes.ts";
import { compare } from "../../reports/comparison.ts";
import { loadFormat } from "../../reports/formats.ts";
import { comparisonPage } from "../../reports/html/comparison-page.ts";
import { readJournal } from "../../reports/journal.ts";
import { recordsOf } from "../../reports/record.ts";
import type { Report } from "../../reports/report.ts";
import { after, before } from "../../reports/testing/two-reports.ts";
import { loadSpecification } from "../../specs/load-specification.ts";
import { scanJson } from "../../specs/scan-json.ts";
import { schemaFault } from "../../specs/schema-fault.ts";
import { UserError } from "../../specs/user-error.ts";
import { grade } from "../../suites/grade/grade.ts";
import { readHar } from "../../suites/grade/read-har.ts";
import { createOracle } from "../../suites/judge/oracle.ts";
import { logView } from "../../suites/view/log-view.ts";
import { textView } from "../../suites/view/text-view.ts";
import { view } from "../../suites/view/view.ts";
import type { Exchange } from "../../wire/exchange.ts";
import { frameText } from "../../wire/frame-text.ts";
import { readFrames } from "../../wire/frames.ts";
import { redact, redactText } from "../../wire/redact.ts";
import { givenSecrets } from "../../wire/secrets.ts";
import { mutateBytes, mutateJson } from "./mutate.ts";
import type { Random } from "./random.ts";

/** Code that reads foreign data. */
export interface Reader {
  readonly name: string;
  /**
   * Reads one mutated text.
   * @throws for anything that must not happen
   */
  read(random: Random): void;
}

const ROOT = join(import.meta.dirname, "../..");
const json = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), "utf8"));

/** The readers, with real input to mutate. `close` removes the files that they work on. */
export async function createReaders(): Promise<{ readonly readers: readonly Reader[]; close(): void }> {
  const folder = mkdtempSync(join(tmpdir(), "fuzz-"));
  const specification = loadSpecification();
  const oracle = createOracle(specification);
  const checks = specification.clauses
    .filter(({ given }) => "every" in given)
    .map((clause) => ({ clause, check: oracle.check(clause) }));
  const formats = await Promise.all(
    ["junit", "markdown", "html", "github", "ndjson", "json"].map(loadFormat),
  );
  const hars = readdirSync(join(ROOT, "suites/recordings"))
    .filter((file) => file.endsWith(".json"))
    .map((file) => json(`suites/recordings/${file}`));
  const recorded = hars.flatMap((har) => readHar(har, "a.har")).map(({ exchange }) => exchange);
  const { streams } = json("wire/fixtures/event-streams.json") as {
    readonly streams: readonly { readonly base64: string }[];
  };
  const bodies = streams.map(({ base64 }) => Buffer.from(base64, "base64"));
  const replies = recorded.flatMap(({ reply }) =>
    reply === undefined
      ? []
      : [
          Buffer.concat([
            Buffer.from(
              `HTTP/1.1 ${reply.status} X\r\n${reply.headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`,
              "latin1",
            ),
            reply.body,
          ]),
        ],
  );
  const logs = [
    "START RequestId: 8f507cfc-xmpl-4697-b07a-ac58fc914c95 Version: $LATEST\nhello\nEND RequestId: 8f507cfc-xmpl-4697-b07a-ac58fc914c95\nREPORT RequestId: 8f507cfc-xmpl-4697-b07a-ac58fc914c95\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\tMax Memory Used: 70 MB\tInit Duration: 100.00 ms\t\n",
    '{"time":"2026-01-01T00:00:00Z","type":"platform.start","record":{"requestId":"a","version":"$LATEST"}}\n{"time":"2026-01-01T00:00:00Z","type":"platform.report","record":{"requestId":"a","metrics":{"durationMs":1,"memorySizeMB":128}}}\n',
  ].map((text) => Buffer.from(text));
  const records = [...recordsOf(before), ...recordsOf(after)];

  /** A recorded exchange with another reply. */
  const replied = (random: Random): Exchange => {
    const { reply, ...exchange } = random.pick(recorded);
    const head = { status: reply?.status ?? 200, headAt: 1, endAt: 2, chunks: [] };
    const body = mutateBytes(
      random.oneIn(3) ? random.pick(bodies) : (reply?.body ?? Buffer.from("{}")),
      bodies,
      random,
    );
    const headers = (reply?.headers ?? []).map(([name, value]): [string, string] =>
      random.oneIn(4)
        ? [name, mutateBytes(Buffer.from(value, "latin1"), logs, random).toString("latin1")]
        : [name, value],
    );
    return { ...exchange, reply: { ...head, body, headers, chunks: [{ at: 1, size: body.length }] } };
  };

  const readers: Reader[] = [
    {
      name: "frames",
      read(random) {
        const body = mutateBytes(random.pick(bodies), bodies, random);
        const { frames } = readFrames(body);
        for (const { offset, length } of frames) {
          if (offset < 0 || length < 16 || offset + length > body.length)
            throw new Error("a frame beyond its body");
        }
        frameText({ body, chunks: [] });
      },
    },
    {
      name: "replies",
      read(random) {
        const bytes = mutateBytes(random.pick(replies), replies, random);
        let came = 0;
        const parser = new ReplyParser(
          {
            interim() {},
            head() {},
            data(piece) {
              came += piece.length;
            },
          },
          "POST",
        );
        for (let at = 0; at < bytes.length; ) {
          const size = 1 + random.below(random.oneIn(2) ? 3 : 4000);
          parser.push(bytes.subarray(at, at + size));
          at += size;
        }
        parser.close();
        if (came > bytes.length) throw new Error("more body than there were bytes");
      },
    },
    {
      name: "exchanges, as clauses see them",
      read(random) {
        const exchange = replied(random);
        for (const operation of ["Invoke", "InvokeWithResponseStream"] as const) {
          const step = { do: "invoke", operation, input: { FunctionName: "probe" } } as const;
          const seen = view(
            { nonce: "n", calls: [{ step, input: step.input, exchanges: [exchange] }] },
            specification,
          );
          for (const { clause, check } of checks) if (clause.operation === operation) check(seen);
        }
      },
    },
    {
      name: "secrets",
      read(random) {
        const exchange = replied(random);
        const safe = redact(exchange, givenSecrets(["a-secret-of-ours"], [["X-Key", "other-secret"]]));
        if (safe.reply?.body.length !== exchange.reply?.body.length)
          throw new Error("the length of a body changed");
        redactText(mutateBytes(random.pick(replies), logs, random).toString("latin1"));
      },
    },
    {
      name: "archives",
      read(random) {
        const har = mutateJson(random.pick(hars), random);
        expectUserError(
          () => void grade(readHar(har, "a.har").slice(0, 3), { specification, function: "probe" }),
        );
      },
    },
    {
      name: "journals",
      read(random) {
        const file = join(folder, "journal.ndjson");
        const some = records.slice(0, 2 + random.below(records.length));
        const lines = some.map((record) =>
          JSON.stringify(random.oneIn(8) ? mutateJson(record, random) : record),
        );
        const text = Buffer.from(`${lines.join("\n")}\n`);
        writeFileSync(file, random.oneIn(2) ? mutateBytes(text, [text], random) : text);
        expectUserError(() => {
          const report = buildReport(readJournal(file));
          for (const format of formats) format.render(report);
        });
      },
    },
    {
      name: "reports",
      read(random) {
        const report = mutateJson(random.pick([before, after]), random) as Report;
        if (schemaFault("report", report) !== undefined) return;
        for (const format of formats) format.render(report);
        comparisonPage(compare([report, after]));
        changesOf(report, after);
      },
    },
    {
      name: "logs",
      read(random) {
        const log = mutateBytes(random.pick(logs), logs, random);
        logView(random.oneIn(4) ? log.toString("latin1") : log.toString("base64"));
      },
    },
    {
      name: "JSON",
      read(random) {
        const { reply, request } = random.pick(recorded);
        const bytes = mutateBytes(reply?.body ?? request.body, replies, random);
        const text = textView(bytes);
        const isSound = text.text !== undefined && scanJson(bytes).fault === undefined;
        if (isSound !== (text.json !== undefined)) throw new Error("a text that is JSON and is none");
      },
    },
  ];
  return { readers, close: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A faulty document must cause a UserError, and no other error. */
function expectUserError(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (error.message.includes("\n")) throw new Error(`told in several lines: ${error.message}`);
  }
}
