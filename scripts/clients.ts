/**
 * Writes docs/clients.md and docs/clients.html: the behavior of each known client. Their data is docs/clients.json. `node scripts/clients.ts RUNS
 * ATTEMPTS.json` makes it from runs (RUNS/<client>/report.json) and from the output of `attempts --json`.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { knownClient } from "../drivers/clients/known-client.ts";
import { executionsText } from "../reports/attempts-text.ts";
import { type Block, documentMarkdown, documentPage } from "../reports/document.ts";
import type { Report } from "../reports/report.ts";
import type { Clause } from "../specs/clause.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { matchClause } from "../specs/match-clause.ts";
import type { MeasuredClient } from "../suites/attempts/measure-attempts.ts";
import { SITUATIONS } from "../suites/attempts/situations.ts";

/** One client in docs/clients.json. */
export interface ClientFacts {
  readonly name: string;
  readonly version: string;
  readonly streams: boolean;
  /** Its features whose names begin with `client-`. */
  readonly features: readonly string[];
  readonly judged: number;
  /** Clauses that it fails. */
  readonly fails: readonly string[];
  /** The answers that it gave, by clause, for clauses that have several. */
  readonly answers: Readonly<Record<string, readonly string[]>>;
  /** By situation. */
  readonly attempts: Readonly<
    Record<string, Pick<MeasuredClient["calls"][number], "requests" | "executions" | "told">>
  >;
}

const docs = join(import.meta.dirname, "..", "docs");
const dataFile = join(docs, "clients.json");
export const markdownFile: string = join(docs, "clients.md");
export const pageFile: string = join(docs, "clients.html");

export function readClientFacts(): readonly ClientFacts[] {
  return JSON.parse(readFileSync(dataFile, "utf8")) as ClientFacts[];
}

function factsOf(runs: string, measured: readonly MeasuredClient[]): ClientFacts[] {
  // Runs end their clauses in any order.
  const order = loadSpecification().clauses.map(({ id }) => id);
  return readdirSync(runs)
    .sort()
    .map((name) => {
      const { subject, summary, ...report } = JSON.parse(
        readFileSync(join(runs, name, "report.json"), "utf8"),
      ) as Report;
      const verdicts = report.verdicts.toSorted(
        (one, other) => order.indexOf(one.clause) - order.indexOf(other.clause),
      );
      const calls = measured.find(({ client }) => client === name)?.calls ?? [];
      return {
        name,
        version: subject.version ?? "",
        streams: verdicts.some(
          ({ operation, outcome }) => operation === "InvokeWithResponseStream" && outcome !== "uncovered",
        ),
        features: Object.keys(subject.features).filter(
          (feature) => feature.startsWith("client-") && subject.features[feature],
        ),
        judged: summary.pass + summary.fail + summary.deviations + summary.noted,
        fails: verdicts.flatMap(({ clause, outcome }) => (outcome === "fail" ? [clause] : [])),
        answers: Object.fromEntries(
          verdicts.flatMap(({ clause, outcome, answers = {} }) =>
            outcome === "noted" ? [[clause, Object.keys(answers).map(kindOf)]] : [],
          ),
        ),
        attempts: Object.fromEntries(
          calls.map(({ situation, requests, executions, told }) => [
            situation,
            { requests, executions, told },
          ]),
        ),
      };
    });
}

/** The kind of an answer: an unknown answer loses its quoted part, which differs from call to call. */
function kindOf(answer: string): string {
  return answer.startsWith("other: ") ? "something else" : answer;
}

const FEATURES = [
  ["client-tenancy", "tenants"],
  ["client-durable", "durable"],
  ["client-error-status", "status of errors"],
  ["client-error-members", "members of errors"],
  ["client-attempts", "attempts limited"],
  ["client-timeout", "timeout"],
] as const;

/** The whole page. */
export function clientBlocks(facts: readonly ClientFacts[] = readClientFacts()): Block[] {
  const { clauses } = loadSpecification();
  const ofClients = clauses.filter(({ binds }) => binds === "client");
  return [
    { heading: "Clients" },
    {
      text: "This page shows what each known client does, in the version that this project pins. `node scripts/clients.ts` writes it from runs of all of them; a test checks that it is current. `run --client NAME` judges one client, and `attempts --client NAME` measures one. To measure your own client, see [clients-own.md](clients-own.md). [clients-upstream.md](clients-upstream.md) describes three faults to report upstream.",
    },
    {
      table: {
        head: [
          "client",
          "version",
          "streams",
          ...FEATURES.map(([, title]) => title),
          "clauses judged",
          "failed",
        ],
        rows: facts.map(({ name, version, streams, features, judged, fails }) => [
          `\`${name}\``,
          version,
          yes(streams),
          ...FEATURES.map(([feature]) => yes(features.includes(feature))),
          String(judged),
          String(fails.length),
        ]),
      },
    },
    ...attemptsOf(facts.filter(({ attempts }) => Object.keys(attempts).length > 0)),
    ...retriesOf(facts),
    { heading: "Failed clauses", level: 2 },
    { list: ofClients.flatMap((clause) => failedBy(clause, facts)) },
    { heading: "Reasons for the failures", level: 2 },
    ...facts.flatMap(({ name, fails }) => reasonsOf(name, fails)),
    { heading: "Differences", level: 2 },
    {
      text: "Neither documents nor evidence say which of these answers is right. No client fails because of them.",
    },
    ...ofClients.flatMap((clause) => differences(clause, facts)),
  ];
}

/** Choices of a client that its retry modes leave open, by the clause that shows them. */
const RETRIES = [
  ["client/retry/request-timeout", "408 RequestTimeoutException"],
  ["client/retry/payload-cut", "connection lost within the response"],
  ["client/retry/timeout-again", "no response in time"],
  ["client/retry/retry-after", "Retry-After"],
  ["client/retry/clock-skew", "clock rejected"],
] as const;

function retriesOf(facts: readonly ClientFacts[]): Block[] {
  return [
    { heading: "Retry modes", level: 2 },
    {
      text: "The AWS SDKs document the modes `standard` and `adaptive`: three attempts, and the same list of transient errors in every SDK. `adaptive` also slows down. Every other mode, `legacy` included, is each client's own. A cell shows what was seen. If a client did several things, the cell lists all of them.",
    },
    {
      table: {
        head: ["client", "mode", "attempts", ...RETRIES.map(([, title]) => title)],
        rows: facts.map((client) => [
          `\`${client.name}\``,
          modeOf(client),
          String(client.attempts["failed"]?.requests ?? ""),
          ...RETRIES.map(([clause]) => (client.answers[clause] ?? []).join("; ")),
        ]),
      },
    },
  ];
}

function modeOf({ name, features }: ClientFacts): string {
  if (!features.includes("client-retries")) return "none";
  if (!features.includes("client-retry-standard")) return "its own";
  return name.endsWith("-adaptive") ? "adaptive" : "standard";
}

/** @param facts facts of the clients that were measured */
function attemptsOf(facts: readonly ClientFacts[]): Block[] {
  if (facts.length === 0) return [];
  return [
    { heading: "Requests of one call", level: 2 },
    {
      text: "This table shows how many requests one call makes, with each client's default number of attempts. If the function certainly ran more than once, the number of executions follows. `never` means that the caller never gets a result or an error.",
    },
    {
      table: {
        head: ["client", ...SITUATIONS.map(({ says }) => says)],
        rows: facts.map(({ name, attempts }) => [
          `\`${name}\``,
          ...SITUATIONS.map((situation) => cellOf(attempts[situation.name])),
        ]),
      },
    },
  ];
}

function yes(has: boolean): string {
  return has ? "yes" : "–";
}

function cellOf(call: ClientFacts["attempts"][string] | undefined): string {
  if (!call) return "";
  const ran = call.executions.least > 1 ? ` (ran ${executionsText(call)} times)` : "";
  return `${call.requests}${ran}${call.told === "nothing" ? ", never" : ""}`;
}

function failedBy({ id, level, says }: Clause, facts: readonly ClientFacts[]): string[] {
  const names = facts.filter(({ fails }) => fails.includes(id)).map(({ name }) => `\`${name}\``);
  return names.length === 0 ? [] : [`\`${id}\` (${level}): ${says} Fails: ${names.join(", ")}.`];
}

/** The reasons of failures. A reason that holds for several clauses is written once. */
function reasonsOf(name: string, fails: readonly string[]): Block[] {
  const reasons = new Map<string, string[]>();
  for (const clause of fails) {
    const known = knownClient(name).deviations?.find((deviation) => matchClause(deviation.clause, clause));
    const reason = known?.reason ?? "Not explained yet.";
    reasons.set(reason, [...(reasons.get(reason) ?? []), `\`${clause}\``]);
  }
  if (reasons.size === 0) return [];
  return [
    { heading: name, level: 3 },
    { list: [...reasons].map(([reason, clauses]) => `${clauses.join(", ")}: ${reason}`) },
  ];
}

function differences({ id, says }: Clause, facts: readonly ClientFacts[]): Block[] {
  const byAnswer = new Map<string, string[]>();
  for (const { name, answers } of facts) {
    for (const answer of answers[id] ?? []) {
      byAnswer.set(answer, [...(byAnswer.get(answer) ?? []), `\`${name}\``]);
    }
  }
  if (byAnswer.size < 2) return [];
  return [
    { text: `\`${id}\`: ${says}` },
    { list: [...byAnswer].map(([answer, names]) => `${answer}: ${names.join(", ")}`) },
  ];
}

if (import.meta.main) {
  const [, , runs, measured] = process.argv;
  if (runs !== undefined && measured !== undefined) {
    const attempts = JSON.parse(readFileSync(measured, "utf8")) as MeasuredClient[];
    writeFileSync(dataFile, `${JSON.stringify(factsOf(runs, attempts), null, 1)}\n`);
  }
  writeFileSync(markdownFile, documentMarkdown(clientBlocks()));
  writeFileSync(pageFile, documentPage("Clients of AWS Lambda Invoke", clientBlocks()));
}
