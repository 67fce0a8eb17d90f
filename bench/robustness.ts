/**
 * Tests the command and the reference with hostile endpoints, bad input, hostile clients and kills, and writes docs/robustness.md. Exits with 1 if
 * something crashed, hung, leaked or took more memory than allowed. It uses the build: `npm run build && npm run bench -- robustness
 * [endpoints|inputs|attacks|kills] [PATTERN] [KILLS]`. A kind and a pattern select the trials with the pattern in their name. docs/robustness.json
 * keeps the measurements of the others.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { code, table } from "../reports/markdown-text.ts";
import { drainQueue } from "../suites/run/drain-queue.ts";
import { attacked, attacks } from "./hostile/attacks.ts";
import { endpoints, type HostileEndpoint } from "./hostile/endpoints.ts";
import { type BadInput, inputs, layFiles } from "./hostile/inputs.ts";
import { killed } from "./hostile/kills.ts";
import { crashIn, type Measured, measure } from "./hostile/measure.ts";
import { serveHostile } from "./hostile/serve-hostile.ts";

const MOST_MB = 400;
/** Most time for a trial, in ms. Some trials wait for 1 s of silence, or for an endpoint that does not come back. */
const MOST_MS = 240_000;

type Kind = "endpoints" | "inputs" | "attacks" | "kills";
const [kind = "", pattern = "", kills = "50"] = process.argv.slice(2);
const isWanted = (one: Kind): boolean => kind === "" || kind === one;
/** Concurrent runs of the command. They mostly wait. */
const AT_ONCE = 3;
const folder = mkdtempSync(join(tmpdir(), "robustness-"));
const SECRETS = {
  AWS_ACCESS_KEY_ID: "AKIAROBUSTNESSBENCH1",
  AWS_SECRET_ACCESS_KEY: "robustness/Secret+Key/robustness/Secret1",
  AWS_SESSION_TOKEN: "robustness-session-token-robustness",
};
const TOKEN = "robustness-bearer-token";
const PASSWORD = "robustness-password";
const CLAUSES = [
  "invoke/status/request-response",
  "invoke/status/dry-run",
  "invoke/payload/json",
  "invoke/log/size",
  "invoke/log/end",
  "invoke/existence/unknown-function",
  "invoke/error/**",
  "*/http/well-formed",
  "invoke-with-response-stream/content/order",
  "invoke-with-response-stream/content/buffered",
  "invoke-with-response-stream/frames/**",
  "invoke-with-response-stream/complete/**",
];

interface Row {
  readonly name: string;
  readonly outcome: string;
  readonly ms: number;
  readonly peakMb: number;
  readonly faults: readonly string[];
}

function faultsOf(measured: Measured): string[] {
  const crash = crashIn(measured);
  return [
    ...(crash === undefined ? [] : [crash]),
    ...(measured.status === "hung" ? [`hung for ${MOST_MS / 1000} s`] : []),
    ...(measured.status === "killed by a signal" ? ["ended by a signal"] : []),
    ...(measured.peakMb > MOST_MB ? [`${measured.peakMb.toFixed(0)} MB`] : []),
  ];
}

async function before(endpoint: HostileEndpoint, index: number): Promise<Row> {
  const served = await serveHostile(endpoint);
  const out = `endpoint-${index}`;
  try {
    const measured = await measure(
      [
        ...[
          "run",
          "--endpoint",
          served.url,
          "--seed",
          "1",
          "--cases",
          "8",
          "--timeout",
          "1000",
          "--no-color",
          "--out",
          out,
        ],
        ...CLAUSES.flatMap((id) => ["--only", id]),
        ...["--header", `Authorization: Bearer ${TOKEN}`],
        ...["--header", `X-Other: Basic ${Buffer.from(`user:${PASSWORD}`).toString("base64")}`],
        ...["html", "junit", "markdown", "ndjson", "github"].flatMap((format) => ["--report", format]),
      ],
      { cwd: folder, env: SECRETS, withinMs: MOST_MS },
    );
    const written = ["report.json", "report.html", "junit.xml", "report.md", "journal.ndjson"].map((file) =>
      read(join(folder, out, file)),
    );
    const all = [measured.out, measured.err, ...written].join("\n");
    const leaks = [...Object.values(SECRETS), TOKEN, PASSWORD].filter((secret) => all.includes(secret));
    const escapes = [measured.out, measured.err].some((text) =>
      /(?!\n)\p{Cc}|^\s*::(?!error title=|warning title=|notice title=)/mu.test(text),
    );
    return {
      name: endpoint.name,
      outcome: `${measured.status}: ${conclusionOf(measured)}`,
      ms: measured.ms,
      peakMb: measured.peakMb,
      faults: [
        ...faultsOf(measured),
        ...leaks.map((secret) => `leaks ${secret.slice(0, 12)}`),
        ...(escapes ? ["acts on the terminal or the job"] : []),
      ],
    };
  } finally {
    await served.close();
    rmSync(join(folder, out), { recursive: true, force: true });
  }
}

/** The last words of a run, or the line that says why there was none. */
function conclusionOf({ out, err }: Measured): string {
  const line =
    /^(?:Conforms|Does not conform|Undecided).*$/m.exec(out)?.[0] ?? err.trim().split("\n").at(-1) ?? "";
  return line.replace(/http:\/\/127\.0\.0\.1:\d+/g, "http://127.0.0.1:PORT").slice(0, 140);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

async function told({ name, args, env = {} }: BadInput): Promise<Row> {
  const measured = await measure(args, { cwd: folder, env, withinMs: 60_000 });
  const lines = measured.err.trimEnd().split("\n");
  const faults = faultsOf(measured);
  if (measured.status !== 2) faults.push(`status ${measured.status}, not 2`);
  // Other lines may surround the message, but there must be only one message.
  if (measured.status === 2 && lines.filter((line) => line.startsWith("lambda-conformance: ")).length !== 1) {
    faults.push(`${lines.length} lines`);
  }
  if (measured.err.includes("secret")) faults.push("leaks");
  return {
    name,
    outcome: lines.at(-1)?.replace(folder, "").slice(0, 160) ?? "",
    ms: measured.ms,
    peakMb: measured.peakMb,
    faults,
  };
}

const wanted = <T extends { readonly name: string }>(all: readonly T[]): readonly T[] =>
  all.filter(({ name }) => name.includes(pattern));

function say(row: Row): Row {
  const told = row.faults.length === 0 ? "" : `  FAULT: ${row.faults.join("; ")}`;
  console.log(
    `${row.name}  ${row.outcome}  ${(row.ms / 1000).toFixed(1)} s  ${row.peakMb.toFixed(0)} MB${told}`,
  );
  return row;
}

/** The measurements, by name. */
interface Measurements {
  readonly endpoints: Record<string, Row>;
  readonly inputs: Record<string, Row>;
  readonly attacks: Record<string, Row>;
  kills: { readonly times: number; readonly differing: number } | undefined;
}

const FILE = join(import.meta.dirname, "../docs/robustness.json");
const known: Measurements = existsSync(FILE)
  ? (JSON.parse(readFileSync(FILE, "utf8")) as Measurements)
  : { endpoints: {}, inputs: {}, attacks: {}, kills: undefined };

/** Saves the measurements so far, so that an interrupted benchmark can be continued. */
function keep(): void {
  writeFileSync(FILE, `${JSON.stringify(known, undefined, 2)}\n`);
}

async function measureAll<T extends { readonly name: string }>(
  one: Exclude<Kind, "kills">,
  all: readonly T[],
  atOnce: number,
  act: (it: T, index: number) => Promise<Row>,
): Promise<readonly Row[]> {
  const queue = isWanted(one) ? wanted(all).map((it, index) => ({ it, index })) : [];
  await drainQueue(queue, atOnce, async ({ it, index }) => {
    known[one][it.name] = say(await act(it, index));
    keep();
  });
  return all.flatMap(({ name }) => known[one][name] ?? []);
}

layFiles(folder);
const ofEndpoints = await measureAll("endpoints", endpoints, AT_ONCE, before);
const ofInputs = await measureAll("inputs", inputs, AT_ONCE, told);
const ofAttacks = await measureAll("attacks", attacks, 1, async (attack) => {
  const { answersAfter, ...row } = await attacked(attack);
  const faults = [
    ...(answersAfter ? [] : ["answers no more"]),
    ...(row.peakMb > MOST_MB ? [`${row.peakMb.toFixed(0)} MB`] : []),
  ];
  return { ...row, faults };
});
if (isWanted("kills")) {
  const ofKills = await killed(Number(kills), folder);
  const differing = ofKills.filter((kill) => kill.differing.length > 0);
  for (const kill of differing) console.log(`killed after ${kill.afterMs} ms: ${kill.differing.join(" | ")}`);
  known.kills = { times: ofKills.length, differing: differing.length };
  keep();
}
rmSync(folder, { recursive: true });

const all = [...ofEndpoints, ...ofInputs, ...ofAttacks];
const faulty = all.filter(({ faults }) => faults.length > 0);
const { times, differing } = known.kills ?? { times: 0, differing: 0 };
console.log(
  `${all.length} tried, ${faulty.length} with faults; ${times} kills, ${differing} told otherwise afterwards`,
);
if (faulty.length + differing > 0) process.exitCode = 1;

const rows = (of: readonly Row[]): string[][] =>
  of.map(({ name, outcome, ms, peakMb, faults }) => [
    name,
    code(outcome),
    `${(ms / 1000).toFixed(1)} s`,
    `${peakMb.toFixed(0)} MB`,
    faults.map(code).join(", "),
  ]);
const HEAD = ["", "outcome", "time", "peak memory", "fault"];
const most = (of: readonly Row[]): string => Math.max(0, ...of.map(({ peakMb }) => peakMb)).toFixed(0);
const measured = (of: readonly Row[], its: readonly unknown[], what: string): string =>
  of.length === its.length ? `${of.length} ${what}` : `${of.length} of ${its.length} ${what}`;

const text = [
  "# Robustness",
  "",
  "`npm run build && npm run bench -- robustness` wrote this page, on a machine with " +
    `${cpus().length} cores. Do not edit it.`,
  "",
  `- ${measured(ofEndpoints, endpoints, "hostile endpoints")}, ${measured(ofInputs, inputs, "kinds of bad input")}, ${measured(ofAttacks, attacks, "attacks on the reference")}: ${faulty.length} faults.`,
  `- The command took at most ${most(ofEndpoints)} MB of memory, the reference at most ${most(ofAttacks)} MB. The limit of both is ${MOST_MB} MB.`,
  `- ${times - differing} of ${times} runs that were killed and then resumed gave the same verdicts as the undisturbed run. Every third of them also lost a part of its journal.`,
  "",
  "A fault is a crash, a stack trace, a hang, a secret in anything that was written, a control sequence or a command of a CI job in what was printed, or more memory",
  "than the limit. For bad input, an exit status other than 2 or a message of more than one line is also a fault.",
  "",
  ...table("Hostile endpoints", HEAD, rows(ofEndpoints)),
  ...table("Bad input", HEAD, rows(ofInputs)),
  ...table("Attacks on the reference", HEAD, rows(ofAttacks)),
].join("\n");
writeFileSync(join(import.meta.dirname, "../docs/robustness.md"), `${text.trimEnd()}\n`);
