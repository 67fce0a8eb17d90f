import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { Command } from "commander";
import { harEntry } from "../reports/har-file.ts";
import { jsonText } from "../reports/json-text.ts";
import { visible } from "../reports/visible.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { readJson } from "../specs/read-json.ts";
import type { Source } from "../specs/source.ts";
import { UserError } from "../specs/user-error.ts";
import { type FoundEvidence, gatherEvidence } from "../suites/grade/gather-evidence.ts";
import { readCases } from "../suites/grade/grade.ts";
import { neutral } from "../suites/grade/neutral.ts";
import { readHar } from "../suites/grade/read-har.ts";
import { readableJson } from "../suites/grade/readable-json.ts";
import type { RecordedExchange } from "../suites/grade/recorded-exchange.ts";
import type { Io } from "./io.ts";
import { remarkWords } from "./remark-words.ts";
import { tool } from "./tool.ts";

interface Options {
  readonly to: string;
  readonly by: string;
  readonly function: string;
  readonly runtime?: string;
  readonly everything?: true;
  readonly json?: true;
}

/** Most recordings to keep for one clause from one archive, and most bytes of an exchange. More would show nothing new. */
const KEPT = 2;
const MOST_BYTES = 65_536;

/** `recordings add FILE.har`: adds recordings of AWS as evidence for clauses. */
export function command(io: Io): Command {
  const group = new Command().description("Manage recordings of AWS, which clauses are checked against.");
  group
    .command("add")
    .description(
      "Add recordings of AWS: check the archive, replace names and account numbers, show which clauses it contradicts or supports, and keep the exchanges that matter.",
    )
    .argument("<file>", "an HTTP Archive (HAR), version 1.2, as run --record writes it")
    .requiredOption("--by <who>", "who recorded it: your GitHub account, or a repository")
    .option("--to <dir>", "folder to write to", "suites/recordings")
    .option("--function <name>", "name of the probe in the archive", "probe")
    .option("--runtime <name>", "runtime of the function that was called")
    .option(
      "--everything",
      "also keep exchanges that no clause covers, such as those that run --against finds",
    )
    .option("--json", "print an object with the result for each clause and what was kept")
    .action((file: string, options: Options) => add(file, options, io));
  return group;
}

async function add(file: string, options: Options, io: Io): Promise<void> {
  const specification = loadSpecification();
  const target = join(resolve(io.cwd, options.to), `${basename(file).replace(/\.\w+$/, "")}.json`);
  if (existsSync(target)) throw new UserError(`${target}: already exists; give the archive another name`);
  const read = readHar(readJson(resolve(io.cwd, file), file), file);
  const { remarks } = readCases(read, specification);
  const big = read.filter(isBig);
  const usable = read.filter(
    (recorded) =>
      !big.includes(recorded) && !remarks.some(({ place, leftOut }) => leftOut && place === recorded.place),
  );
  for (const says of remarkWords(remarks)) io.err.write(`${visible(says)}\n`);
  if (big.length > 0) io.err.write(`left out: ${big.length} entries larger than ${MOST_BYTES} bytes\n`);
  if (usable.length === 0)
    throw new UserError(
      `${file}: none of the ${read.length} entries is a call of Invoke or InvokeWithResponseStream`,
    );

  const recorded = neutral(usable, specification, options.function).map((one) =>
    withSource(one, file, options),
  );
  const found = await gatherEvidence(new Map([[file, recorded]]), specification, KEPT);
  if (options.json !== true) tell(found, io);
  const places = placesToKeep(found);
  const kept = recorded.filter(
    ({ place, case: name }) =>
      options.everything ||
      recorded.some(
        (other) =>
          places.has(other.place) && (other.place === place || (name !== undefined && other.case === name)),
      ),
  );
  if (kept.length > 0) {
    mkdirSync(resolve(io.cwd, options.to), { recursive: true });
    writeFileSync(target, documentOf(kept));
  }
  if (options.json === true) {
    const facts = {
      clauses: found.filter(saysSomething).map(factsOf),
      entries: read.length,
      kept: kept.length,
      ...(kept.length > 0 && { file: target }),
    };
    io.out.write(`${jsonText(facts, 2)}\n`);
    return;
  }
  if (kept.length === 0) {
    io.out.write("No entry concerns a clause; nothing was written.\n");
    return;
  }
  io.out.write(
    `${kept.length} of ${read.length} entries are in ${visible(target)}.\nReview them before you share them, then run: node scripts/evidence.ts\n`,
  );
}

function isBig({ exchange }: RecordedExchange): boolean {
  return exchange.request.body.length + (exchange.reply?.body.length ?? 0) > MOST_BYTES;
}

function withSource(recorded: RecordedExchange, file: string, { by, runtime }: Options): RecordedExchange {
  const { origin, startedAt } = recorded.exchange;
  const region = /(?:^|\.)lambda\.([a-z]+(?:-[a-z]+)+-\d)\./.exec(new URL(origin).host)?.[1];
  const source: Source = {
    kind: "observed",
    where: basename(file),
    ...recorded.source,
    by: recorded.source?.by ?? by,
    recorded: recorded.source?.recorded ?? new Date(startedAt).toISOString().slice(0, 10),
    ...(region !== undefined && { region }),
    ...(runtime !== undefined && { runtime }),
  };
  return { ...recorded, source };
}

function saysSomething({ supports, contradicts }: FoundEvidence): boolean {
  return supports.length > 0 || contradicts.length > 0;
}

/** What the archive shows about one clause, with the places of the entries. */
function factsOf({ clause, supports, contradicts }: FoundEvidence): object {
  return {
    clause: clause.id,
    level: clause.level,
    known: clause.evidence?.recordings ?? 0,
    supports: supports.map(({ its, answer }) => ({ place: its.place, ...(answer && { answer }) })),
    contradicts: contradicts.map(({ its, violations }) => ({ place: its.place, violations })),
  };
}

/** What the archive shows about clauses, the most urgent first. */
function tell(found: readonly FoundEvidence[], io: Io): void {
  const judging = found.filter(({ clause }) => clause.level !== "may");
  const contradicted = judging.filter(({ contradicts }) => contradicts.length > 0);
  const supported = judging.filter(({ supports }) => supports.length > 0);
  const isNew = ({ clause }: FoundEvidence): boolean => (clause.evidence?.recordings ?? 0) === 0;
  const noted = found.filter(({ clause, supports }) => clause.level === "may" && supports.length > 0);
  section("Contradicts", contradicted, io, ({ contradicts: [first] }) => {
    const [violation] = first?.violations ?? [];
    return `${first?.its.place}: ${violation?.says}: expected ${violation?.expected}, got ${violation?.actual}`;
  });
  section("Newly supports", supported.filter(isNew), io, ({ supports: [first] }) => `${first?.its.place}`);
  section(
    "Supports further",
    supported.filter((one) => !isNew(one)),
    io,
    ({ supports: [first] }) => `${first?.its.place}`,
  );
  section("Answers seen for open clauses", noted, io, ({ supports }) =>
    [...new Set(supports.map(({ answer }) => answer))].join(", "),
  );
}

function section(
  title: string,
  found: readonly FoundEvidence[],
  io: Io,
  words: (one: FoundEvidence) => string,
): void {
  if (found.length === 0) return;
  io.out.write(`${title} (${found.length})\n`);
  for (const one of found) {
    io.out.write(`  ${one.clause.level.padEnd(6)}  ${one.clause.id}  ${visible(words(one))}\n`);
  }
}

/** All places that contradict a clause, and a few of those that support one. */
function placesToKeep(found: readonly FoundEvidence[]): ReadonlySet<string> {
  const places = new Set<string>();
  for (const { contradicts } of found) for (const { its } of contradicts) places.add(its.place);
  for (const { supports } of found) {
    const missing = KEPT - supports.filter(({ its }) => places.has(its.place)).length;
    for (const { its } of supports.slice(0, Math.max(0, missing))) places.add(its.place);
  }
  return places;
}

function documentOf(recorded: readonly RecordedExchange[]): string {
  return readableJson({ log: { version: "1.2", creator: tool(), entries: recorded.map(entryOf) } });
}

function entryOf({
  exchange,
  unknown,
  source,
  case: name,
  like,
  ledger,
  answers,
  absent,
}: RecordedExchange): object {
  const { response, ...entry } = harEntry(withoutLog(exchange)) as { readonly response: object };
  const log = logOf(exchange);
  return {
    ...entry,
    response: { ...response, ...(log && { _log: log }) },
    ...(unknown.size > 0 && { _unknown: [...unknown].sort() }),
    ...(absent && { _absent: absent }),
    _source: source,
    ...(like && { _like: like }),
    ...(name !== undefined && { _case: name }),
    ...(ledger && { _ledger: ledger }),
    ...(answers && { _answers: answers }),
  };
}

type Exchange = RecordedExchange["exchange"];

const LOG = /^x-amz-log-result$/i;

/** The log in a header as lines, if it is text and encoding the lines again gives the same bytes. */
function logOf({ reply }: Exchange): readonly string[] | undefined {
  const value = reply?.headers.find(([name]) => LOG.test(name))?.[1];
  if (value === undefined) return undefined;
  const text = Buffer.from(value, "base64").toString("utf8");
  const isText = Buffer.from(text).toString("base64") === value && text.endsWith("\n");
  return isText ? text.slice(0, -1).split("\n") : undefined;
}

function withoutLog(exchange: Exchange): Exchange {
  const { reply } = exchange;
  if (reply === undefined || logOf(exchange) === undefined) return exchange;
  return { ...exchange, reply: { ...reply, headers: reply.headers.filter(([name]) => !LOG.test(name)) } };
}
