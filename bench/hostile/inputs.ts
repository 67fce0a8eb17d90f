import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A call of the command that cannot be meant: it is told in one line, with 2. */
export interface BadInput {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const DEEP = `${"[".repeat(6000)}${"]".repeat(6000)}`;

const header = {
  version: 1,
  tool: { name: "lambda-conformance", version: "0" },
  subject: { kind: "endpoint", name: "a", features: {} },
  edition: "2026-11-04",
  run: {
    startedAt: "2026-01-01T00:00:00Z",
    seed: 1,
    cases: 1,
    concurrency: 1,
    specs: "0",
    strict: false,
    command: "lambda-conformance run",
  },
  clauses: [],
};
const entry = {
  request: { method: "POST", url: "http://a/2015-03-31/functions/probe/invocations", headers: [] },
  response: { status: 200, headers: [], content: { text: "{}" } },
};
const har = (its: unknown): string => JSON.stringify({ log: { version: "1.2", entries: [its] } });
const journal = (...records: readonly unknown[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join("");

/** Files that are not what they are taken for, by name. */
const FILES: Readonly<Record<string, string | Buffer>> = {
  empty: "",
  text: "hello\n",
  "null.json": "null",
  "array.json": "[]",
  "number.json": "1",
  "string.json": '"a"',
  "half.json": '{"a":',
  "deep.json": DEEP,
  binary: Buffer.from([0, 255, 254, 1, 2, 3]),
  nul: "\0".repeat(100),
  "config-strange.json": '{"nonsense":1}',
  "config-header.json": '{"headers":{"X":"a\\nb"}}',
  "config-timeout.json": '{"timeout":1e300}',
  "deviations-none.json": '{"deviations":[{"clause":"invoke/status/event"}]}',
  "journal-header-only-name.ndjson": journal({ header: {} }),
  "journal-header-null.ndjson": journal({ header: null }),
  "journal-header-number.ndjson": journal({ header: 1 }),
  "journal-version.ndjson": journal({ header: { ...header, version: 2 } }),
  "journal-no-run.ndjson": journal({ header: { ...header, run: undefined } }),
  "journal-subject.ndjson": journal({ header: { ...header, subject: 1 } }),
  "journal-clauses.ndjson": journal({ header: { ...header, clauses: [null] } }),
  "journal-verdict-null.ndjson": journal({ header }, { verdict: null }),
  "journal-verdict-text.ndjson": journal({ header }, { verdict: "pass" }),
  "journal-verdict-outcome.ndjson": journal(
    { header },
    { verdict: { clause: "a", outcome: "good", cases: 1, exchanges: 1, ms: 1 } },
  ),
  "journal-failure.ndjson": journal(
    { header },
    { verdict: { clause: "a", outcome: "fail", cases: 1, exchanges: 1, ms: 1, failure: { why: 1 } } },
  ),
  "journal-started.ndjson": journal({ header }, { started: {} }),
  "journal-notice.ndjson": journal({ header }, { notice: [] }),
  "journal-footer.ndjson": journal({ header }, { footer: { ended: "well" } }),
  "journal-unknown.ndjson": journal({ header }, { surprise: 1 }),
  "journal-deep.ndjson": `${journal({ header })}{"notice":${DEEP}}\n`,
  "journal-no-header.ndjson": journal({ notice: "a" }),
  "har-no-log.har": "{}",
  "har-log-null.har": '{"log":null}',
  "har-entries-object.har": '{"log":{"entries":{}}}',
  "har-null.har": har(null),
  "har-number.har": har(1),
  "har-no-request.har": har({ response: entry.response }),
  "har-method.har": har({ ...entry, request: { ...entry.request, method: 1 } }),
  "har-url.har": har({ ...entry, request: { ...entry.request, url: "/a" } }),
  "har-headers.har": har({ ...entry, request: { ...entry.request, headers: {} } }),
  "har-header.har": har({ ...entry, request: { ...entry.request, headers: [null] } }),
  "har-post.har": har({ ...entry, request: { ...entry.request, postData: { text: 1 } } }),
  "har-status.har": har({ ...entry, response: { ...entry.response, status: "200" } }),
  "har-content.har": har({ ...entry, response: { ...entry.response, content: { text: {} } } }),
  "har-content-text.har": har({ ...entry, response: { ...entry.response, content: "text" } }),
  "har-unknown.har": har({ ...entry, _unknown: "all" }),
  "har-deep.har": `{"log":{"entries":[{"a":${DEEP}}]}}`,
  "target-nothing.mjs": "",
  "target-number.mjs": "export default 1;",
  "target-throws.mjs": "throw new Error('at once');",
  "target-syntax.mjs": "export default {",
  "target-no-start.mjs": "export default { name: 'a' };",
  "target-start-throws.mjs": "export default { name: 'a', start() { throw new Error('no'); } };",
  "target-start-rejects.mjs": "export default { name: 'a', start: () => Promise.reject('no') };",
  "target-start-nothing.mjs": "export default { name: 'a', start: async () => {} };",
  "target-start-null.mjs": "export default { name: 'a', start: async () => null };",
  "target-no-url.mjs": "export default { name: 'a', start: async () => ({ stop() {} }) };",
  "cert.pem": "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n",
  "script-null.json": "null",
  "script-strange.json": '{"replies":[{"status":"200"}]}',
};

/** Lays the files of the inputs into a folder. */
export function layFiles(folder: string): void {
  mkdirSync(join(folder, "folder"), { recursive: true });
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content);
  symlinkSync("circle", join(folder, "circle"));
}

const documents = [
  "missing",
  "folder",
  "circle",
  "empty",
  "text",
  "null.json",
  "array.json",
  "number.json",
  "string.json",
  "half.json",
  "deep.json",
  "binary",
  "nul",
];
const named = (start: string): string[] => Object.keys(FILES).filter((name) => name.startsWith(start));

function each(says: string, files: readonly string[], args: (file: string) => readonly string[]): BadInput[] {
  return files.map((file) => ({ name: `${says} ${file}`, args: args(file) }));
}

const line = (text: string, env?: BadInput["env"]): BadInput => ({
  name: text,
  args: text.split(" ").map((word) => word.replaceAll("_", " ").replaceAll("''", "")),
  ...(env && { env }),
});

export const inputs: readonly BadInput[] = [
  ...each("report", [...documents, ...named("journal")], (file) => ["report", file]),
  ...each("run --resume", [...documents, ...named("journal")], (file) => ["run", "--resume", file]),
  ...each("grade", [...documents, ...named("har")], (file) => ["grade", file]),
  ...each("compare", documents, (file) => ["compare", file, file]),
  ...each("diff", documents, (file) => ["diff", file, file]),
  ...each("merge", documents, (file) => ["merge", file, file]),
  ...each("run --config", [...documents, ...named("config")], (file) => ["run", "--config", file]),
  ...each("run --deviations", [...documents, ...named("deviations")], (file) => [
    "run",
    "--deviations",
    file,
  ]),
  ...each("run --replay", documents, (file) => ["run", "--replay", `${file}#invoke/status/event`]),
  ...each("run --ca", [...documents, "cert.pem"], (file) => [
    "run",
    "--endpoint",
    "https://127.0.0.1:1",
    "--ca",
    file,
  ]),
  ...each("run --target", named("target"), (file) => ["run", "--target", `./${file}`]),
  ...each("run --driver", ["missing", "folder", "text", "binary"], (file) => [
    "run",
    "--driver",
    `./${file}`,
  ]),
  ...each("serve --script", [...documents, ...named("script")], (file) => ["serve", "--script", `./${file}`]),
  ...[
    "nope",
    "help nope",
    "run extra",
    "run --nope",
    "run --nope=1",
    "run --endpoint",
    "run --endpoint nope",
    "run --endpoint ftp://127.0.0.1",
    "run --endpoint http://",
    "run --endpoint http://127.0.0.1:99999",
    "run --endpoint http://127.0.0.1:1/?a=b",
    "run --endpoint http://me:secret@127.0.0.1:1",
    "run --endpoint http://127.0.0.1:1",
    "run --endpoint http://no-such-host.invalid",
    "run --endpoint http://93.184.216.34",
    "run --endpoint http://127.0.0.1:1 --target reference",
    "run --target nope",
    "run --target",
    "run --client nope",
    "run --client ,",
    "run --only nope",
    "run --only invoke/nope/*",
    "run --skip nope",
    "run --cases 0",
    "run --cases -1",
    "run --cases 1.5",
    "run --cases many",
    "run --seed -1",
    "run --seed 4294967296",
    "run --seed 1e9",
    "run --concurrency 0",
    "run --timeout 0",
    "run --timeout 2147483648",
    "run --timeout 99999999999999",
    "run --min-coverage 2",
    "run --min-coverage nope",
    "run --edition yesterday",
    "run --edition 2020-13-01",
    "run --account 1",
    "run --header nope",
    "run --header X:_a\u0007b",
    "run --header Content-Length:_5",
    "run --header Transfer-Encoding:_chunked",
    "run --header Host:_a_b",
    "run --header Host:_",
    "run --header Host:_http://a/",
    "run --feature nope",
    "run --no-feature nope",
    "run --replay nope",
    "run --replay invoke/nope/nope:1:0",
    "run --replay invoke/status/event:nope:0",
    "run --report nope",
    "run --report json:folder",
    "run --report ../json",
    "run --out /proc/x",
    "run --out /dev/null/x",
    "run --out text/x",
    "run --update-deviations",
    "serve --port nope",
    "serve --port 65536",
    "serve --port -1",
    "serve --host ''",
    "serve --host nope.invalid",
    "serve --inject nope",
    "serve --inject ServiceException=2",
    "serve --without nope",
    "serve --record /dev/null/x",
    "serve --seed 4294967296",
    "list nope",
    "list --edition nope",
    "explain",
    "explain nope",
    "grade",
    "report",
    "compare",
    "diff a",
    "merge",
    "deploy",
    "deploy --endpoint http://127.0.0.1:1",
    "deploy --endpoint http://127.0.0.1:1 --function a_b",
  ].map((text) => line(text)),
  line("run", { AWS_ENDPOINT_URL_LAMBDA: "nope" }),
  line("run", { AWS_ENDPOINT_URL_LAMBDA: "http://me:secret@127.0.0.1:1" }),
];
